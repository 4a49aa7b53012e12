using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>The statement of a <see cref="RowQuery"/>. Values are parameters; names come quoted from the source's columns.</summary>
public sealed class RowStatement
{
    /// <summary>The configuration of migration 0005; what CKAN calls english.</summary>
    private const string DefaultLanguage = "catalog.words";

    private const int MostJoined = 90;

    private readonly RowQuery _query;
    private readonly List<NpgsqlParameter> _parameters = [];

    private RowStatement(RowQuery query)
    {
        _query = query;
        foreach (var value in query.Source.Parameters)
            _parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
    }

    /// <summary>The rows: every column as text, in the order of <see cref="RowQuery.Columns"/>.</summary>
    public static NpgsqlCommand Rows(RowQuery query)
    {
        var statement = new RowStatement(query);
        var sql = new StringBuilder();
        if (query.Distinct)
        {
            // What is distinct are the values, not their texts; and "order by" may name only what was selected.
            sql.Append("select ").AppendJoin(", ", query.Columns.Select((column, i) => column.Printed(Output(i))))
                .Append(" from (select distinct ").AppendJoin(", ", statement.Outputs()).Append(statement.FromWhere()).Append(") d");
        }
        else
        {
            sql.Append("select ").AppendJoin(", ", query.Columns.Concat(query.Hidden).Select(column => column.Printed(statement.ColumnSql(column)))).Append(statement.FromWhere());
            if (query.After is { } after)
                sql.Append(" and ").Append(statement.FilterSql(after));
        }

        sql.Append(" order by ").AppendJoin(", ", query.Distinct ? statement.DistinctOrder() : statement.Order());
        if (query.Limit is { } limit)
            sql.Append(CultureInfo.InvariantCulture, $" limit {limit}");
        if (query.Offset > 0)
            sql.Append(CultureInfo.InvariantCulture, $" offset {query.Offset}");
        return statement.Command(sql.ToString());
    }

    /// <summary>The rows as CSV lines by PostgreSQL's <c>copy</c>, or null where the query needs parameters, which that takes none of, or other lines.</summary>
    public static string? Copy(RowQuery query, char delimiter)
    {
        if (query.Distinct || query.Matches.Count > 0 || query.Columns.Count == 0)
            return null;
        var statement = new RowStatement(query);
        var sql = new StringBuilder("copy (select ").AppendJoin(", ", query.Columns.Select(column => column.Kind switch
        {
            CellKind.Boolean => column.Sql,
            CellKind.Json or CellKind.Array => $"coalesce({column.Printed(column.Sql)}::text, 'null')",
            _ => column.Printed(column.Sql),
        })).Append(statement.FromWhere()).Append(" order by ").AppendJoin(", ", statement.Order());
        if (query.Limit is { } limit)
            sql.Append(CultureInfo.InvariantCulture, $" limit {limit}");
        if (query.Offset > 0)
            sql.Append(CultureInfo.InvariantCulture, $" offset {query.Offset}");
        return statement._parameters.Count > 0 ? null : sql.Append(CultureInfo.InvariantCulture, $") to stdout (format csv, delimiter {(delimiter == '\t' ? "E'\\t'" : "','")})").ToString();
    }

    /// <summary>The numbers and ranks of the best among the first rows that match, and with each how many match and, where not all of them were ranked, up to which.</summary>
    public static NpgsqlCommand Ranked(RowQuery query, int most, int mostRanked)
    {
        var statement = new RowStatement(query);
        var ranked = query.Matches.Where(match => match.RankName is not null).ToList();
        var ranks = string.Concat(ranked.Select((match, i) => string.Create(CultureInfo.InvariantCulture, $", {statement.RankSql(match)} as r{i}")));
        var order = string.Concat(ranked.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"r{i} desc, ")));
        return statement.Command(string.Create(CultureInfo.InvariantCulture, $"""
            with hit as materialized (select {RowColumn.Id.Sql} as id{statement.FromWhere()}),
            first as materialized (select id from hit order by id limit {mostRanked})
            select m.id, t.total, case when t.total > {mostRanked} then (select max(id) from first) end{string.Concat(ranked.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", m.r{i}")))}
              from (select s._id as id{ranks} from {query.Source.From} s join first on first.id = s._id where {query.Source.Where}) m cross join (select count(*) as total from hit) t
             order by {order}id limit {most}
            """));
    }

    /// <summary>How many rows there are without limit and offset.</summary>
    public static NpgsqlCommand Count(RowQuery query)
    {
        var statement = new RowStatement(query);
        return statement.Command(query.Distinct
            ? $"select count(*) from (select distinct {string.Join(", ", statement.Outputs())}{statement.FromWhere()}) d"
            : $"select count(*){statement.FromWhere()}");
    }

    /// <summary>Ends the open rows that match, for the writer of version <paramref name="v"/>; rows that the same version opened are gone. Returns how many.</summary>
    public static async Task<int> CloseAsync(NpgsqlConnection connection, string table, IReadOnlyList<Field> fields, Filter filter, int v, CancellationToken ct)
    {
        var source = RowSource.Open(table, fields);
        var statement = new RowStatement(new RowQuery { Source = source, Columns = source.Columns, Filter = filter });
        var condition = $"{source.Where} and {statement.FilterSql(filter)}";
        var version = statement.Add(v, NpgsqlDbType.Integer);
        await using var command = new NpgsqlCommand($"""
            with hit as materialized (select s._id, s._vf from {table} s where {condition}),
            gone as (delete from {table} t using hit where t._id = hit._id and t._vf = hit._vf and hit._vf = {version} returning 1),
            closed as (update {table} t set _vt = {version} from hit where t._id = hit._id and t._vf = hit._vf and hit._vf < {version} returning 1)
            select (select count(*) from gone)::int + (select count(*) from closed)::int
            """, connection) { CommandTimeout = 0 };
        foreach (var parameter in statement._parameters)
            command.Parameters.Add(parameter);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Its results come as PostgreSQL's texts, whatever their types: no cast is needed, and no reading of numbers that are only shown.</summary>
    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql) { AllResultTypesAreUnknown = true };
        foreach (var parameter in _parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private string FromWhere()
    {
        var conditions = new List<string> { _query.Source.Where, FilterSql(_query.Filter) };
        var from = _query.Source.From;
        var byIndex = _query.Source.Words is null ? null : _query.Matches.FirstOrDefault(match => match.Column is null);
        if (byIndex is not null)
            from = _query.Source.Words!.Matching(from, Vector(byIndex), Query(byIndex));
        conditions.AddRange(_query.Matches.Where(match => match != byIndex).Select(match => $"{Vector(match)} @@ {Query(match)}"));
        return $" from {from} s where {string.Join(" and ", conditions)}";
    }

    /// <summary>The caller's clauses, else the best match first; <c>_id</c> decides between equals, so that pages neither repeat nor lose rows.</summary>
    private List<string> Order()
    {
        var order = _query.Sort.Select(clause => clause.Sql(clause.Column.Sql)).ToList();
        if (order.Count == 0)
        {
            var ranks = _query.Matches.Where(match => match.RankName is not null).Select(RankSql);
            order.AddRange(_query.RankedUpTo is not { } last
                ? ranks.Select(rank => $"{rank} desc")
                : ranks.Select(rank => string.Create(CultureInfo.InvariantCulture, $"case when {RowColumn.Id.Sql} <= {last} then {rank} else -1 end desc")));
        }

        if (_query.Sort.All(clause => clause.Column.Name != RowColumn.Id.Name))
            order.Add(RowColumn.Id.Sql);
        return order;
    }

    /// <summary>The caller's clauses, then all columns as they stand.</summary>
    private IEnumerable<string> DistinctOrder() => _query.Sort
        .Select(clause => _query.Columns.Index().FirstOrDefault(column => column.Item.Name == clause.Column.Name) is (var i, { })
            ? clause.Sql(Output(i))
            : throw RowErrors.InvalidQuery("with distinct, sort by the selected fields only"))
        .Concat(_query.Columns.Select((_, i) => Output(i)));

    private IEnumerable<string> Outputs() => _query.Columns.Select((column, i) => $"{ColumnSql(column)} as {Output(i)}");

    /// <summary>Our own output names: a caller's column may be called anything.</summary>
    private static string Output(int i) => string.Create(CultureInfo.InvariantCulture, $"c{i}");

    private string ColumnSql(RowColumn column) => column.Sql.Length > 0 ? column.Sql : RankSql(_query.Matches.First(match => match.RankName == column.Name));

    private string RankSql(TextMatch match) => $"ts_rank({Vector(match)}, {Query(match)}, 32)";

    private string Vector(TextMatch match)
    {
        if (match.Column is null && _query.Source.Words is not null)
            return WordsIndex.Vector(_query.Source.Columns.Skip(1), "s.");
        var text = match.Column is { } column
            ? $"coalesce({column.Sql}::text, '')"
            : Joined(["''", .. _query.Source.Columns.Skip(1).Select(column => $"{column.Sql}::text")]);
        return $"to_tsvector('{DefaultLanguage}', {text})";
    }

    /// <summary>The texts with blanks between them. PostgreSQL gives a function 100 arguments at most, and a table may have more columns.</summary>
    private static string Joined(string[] texts) => texts.Length > MostJoined
        ? Joined([.. texts.Chunk(MostJoined).Select(some => Joined(some))])
        : $"concat_ws(' ', {string.Join(", ", texts)})";

    private string Query(TextMatch match)
    {
        if (!RowErrors.Languages.Contains(match.Language))
            throw RowErrors.InvalidQuery($"text search configuration \"{match.Language}\" does not exist");
        var language = match.Language is "english" ? $"'{DefaultLanguage}'" : $"{Add(match.Language, NpgsqlDbType.Text)}::regconfig";
        return $"{(match.Plain ? "plainto_tsquery" : "to_tsquery")}({language}, {Add(match.Text, NpgsqlDbType.Text)})";
    }

    private string FilterSql(Filter filter) => filter switch
    {
        AllOf all => all.Parts.Count == 0 ? "true" : $"({string.Join(" and ", all.Parts.Select(FilterSql))})",
        AnyOf any => any.Parts.Count == 0 ? "false" : $"({string.Join(" or ", any.Parts.Select(FilterSql))})",
        IsNull test => $"{test.Column.Sql} is {(test.Not ? "not " : "")}null",
        Compare compare => CompareSql(compare, Add(compare.Value, NpgsqlDbType.Text)),
        OneOf one => OneOfSql(one, Add(one.Values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)),
        _ => throw new InvalidOperationException($"no SQL for {filter.GetType()}"),
    };

    /// <summary>
    /// Where the column has an index of hashes, the hash is asked for as well. The comparison itself is then hidden from the planner, which takes the two for
    /// independent: it would expect far too few rows and sort them all instead of reading a page in the order of the index.
    /// </summary>
    private string CompareSql(Compare compare, string value)
    {
        var equal = $"{compare.Column.Sql} {compare.Operator} {value}::{compare.Column.SqlType}";
        return compare.Operator == "=" && IsHashed(compare.Column) ? $"coalesce({equal}, false) and {RowIndexer.HashOf(compare.Column)} = hashtextextended({value}, 0)" : equal;
    }

    private string OneOfSql(OneOf one, string values)
    {
        var equal = $"{one.Column.Sql} = any ({values}::{one.Column.SqlType}[])";
        return IsHashed(one.Column) ? $"coalesce({equal}, false) and {RowIndexer.HashOf(one.Column)} = any (array(select hashtextextended(x, 0) from unnest({values}::text[]) x))" : equal;
    }

    private bool IsHashed(RowColumn column) => column.Index == IndexKind.Hash && _query.Source.Indexed.Contains(column.Physical);

    private string Add(object? value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }
}
