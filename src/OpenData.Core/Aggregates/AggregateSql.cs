using System.Globalization;

namespace OpenData.Core.Aggregates;

/// <summary>
/// Compiles a query to one statement of either engine (design C.5). Columns of the answer: number of all groups, place in the order (null: no row), whether it is
/// the folded rest, then one text for each output. Names are the table's own, values are parameters.
/// </summary>
internal sealed class AggregateSql
{
    private readonly AggregateQuery _query;
    private readonly AggregateDialect _dialect;
    private readonly IReadOnlyList<AggregateColumn> _columns;
    private readonly List<AggregateColumn> _measured;

    private AggregateSql(AggregateQuery query, AggregateDialect dialect, IReadOnlyList<AggregateColumn> columns)
    {
        (_query, _dialect, _columns) = (query, dialect, columns);
        _measured = [.. query.Measures.Select(measure => measure.Column).OfType<AggregateColumn>().DistinctBy(column => column.Name)];
    }

    /// <param name="query">What is asked.</param>
    /// <param name="dialect">The engine; gets the parameters.</param>
    /// <param name="columns">All columns of the table, in the order that conditions count them in.</param>
    public static string Compile(AggregateQuery query, AggregateDialect dialect, IReadOnlyList<AggregateColumn> columns) => new AggregateSql(query, dialect, columns).Write();

    private string Write()
    {
        var keys = Each(_query.Groups, i => $"k{i}");
        var measures = _query.Measures.Select((measure, i) => $"{Aggregate(measure)} as {Measured(i)}").ToList();
        var (table, where) = _dialect.Source;
        List<string> facts = [.. _query.Groups.Select((group, i) => $"{Key(group)} as {Named('k', i)}"), .. _measured.Select((column, i) => $"{(column.Kind == AggregateKind.Opaque ? _dialect.Stored(column) : _dialect.Value(column))} as {Named('c', i)}"), "1 as one"];
        var condition = Rows(_query.Where);
        var having = Groups(_query.Having);
        var head = $"""
            with f as (select {string.Join(", ", facts)} from {table} s where {where} and {condition}),
            g as (select {string.Join(", ", [.. keys, .. measures])} from f{(keys.Count == 0 ? "" : $" group by {string.Join(", ", keys)}")}),
            h as (select {string.Join(", ", [.. keys, .. Each(_query.Measures, Measured)])} from g where {having})
            """;
        var all = $"select row_number() over (order by {Order()}) as n, {string.Join(", ", [.. keys, .. Each(_query.Measures, Measured)])} from h";
        var texts = string.Join(", ", _query.Outputs.Select((_, i) => $"p.o{i.ToString(CultureInfo.InvariantCulture)}"));
        var page = _query.Top is { } top ? Folded(top, measures) : string.Create(CultureInfo.InvariantCulture,
            $"select n, false as other, {Texts()} from ({all}) r order by n limit {_query.Limit} offset {_query.Offset}");
        var ranked = _query.Top is null ? "" : $",\nr as ({all})";
        return $"{head}{ranked}\nselect t.total, p.n, p.other, {texts}\n  from (select count(*) as total from h) t left join ({page}) p on true order by p.n";
    }

    /// <summary>The first groups as they are, and one row made anew of the rows of all others: an average of averages would be wrong.</summary>
    private string Folded(int top, List<string> measures)
    {
        var join = string.Join(" and ", _query.Groups.Select((group, i) => $"{_dialect.JoinKey(group, $"f.k{i}")} = {_dialect.JoinKey(group, $"r.k{i}")}"));
        var nulls = string.Join(", ", [.. _query.Groups.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"cast(null as varchar) as o{i}")), .. _query.Measures.Select((_, i) => Text(Measured(i), _query.Groups.Count + i))]);
        return string.Create(CultureInfo.InvariantCulture, $"""
            select n, false as other, {Texts()} from r where n <= {top}
            union all
            select {top} + 1 as n, true as other, {nulls} from (select count(*) as folded{string.Concat(measures.Select(measure => $", {measure}"))} from f join r on {join} where r.n > {top}) x where folded > 0
            """);
    }

    private string Texts() => string.Join(", ", _query.Outputs.Select((_, i) => Text(i < _query.Groups.Count ? Named('k', i) : Measured(i - _query.Groups.Count), i)));

    private static string Text(string value, int output) => string.Create(CultureInfo.InvariantCulture, $"cast({value} as varchar) as o{output}");

    private string Key(GroupTerm group) => group.Bucket is { } bucket ? _dialect.Bucket(bucket, _dialect.Value(group.Column)) : _dialect.Value(group.Column);

    private string Aggregate(Measure measure)
    {
        if (measure.Column is null)
            return "count(*)";
        var name = Named('c', _measured.FindIndex(column => column.Name == measure.Column.Name));
        return measure.Function switch
        {
            "count" => $"count({name})",
            "count_distinct" => $"count(distinct {name})",
            "sum" => _dialect.Sum(measure.Column, name),
            "avg" => _dialect.Average(measure.Column, name),
            "min" or "max" => $"{measure.Function}({name})",
            // The smallest value that has at least this part of the values at or below it, by place and not by an estimate.
            _ => string.Create(CultureInfo.InvariantCulture, $"(array_agg({name} order by {name}) filter (where {name} is not null))[greatest(1, {_dialect.Divide($"(count({name}) * {measure.Fraction.ToString(CultureInfo.InvariantCulture)} + 9999)", "10000")})]"),
        };
    }

    private string Order() => string.Join(", ", _query.Order.Select(order => $"{OutputName(order.Index)} {(order.Descending ? "desc" : "asc")} nulls last")
        .Concat(Each(_query.Groups, i => $"k{i} asc nulls last")).DefaultIfEmpty("1"));

    private string Rows(Condition condition) => Write(condition, i => _dialect.Stored(_columns[i]), (i, sql, constant) => _dialect.Compare(_columns[i], _dialect.Value(_columns[i]), sql, constant));

    private string Groups(Condition condition)
    {
        var outputs = _query.Outputs;
        return Write(condition, OutputName, (i, sql, constant) => _dialect.Compare(outputs[i], OutputName(i), sql, constant));
    }

    private static string Write(Condition condition, Func<int, string> stored, Func<int, string, string, string> compare) => condition switch
    {
        Condition.All all => all.Parts.Count == 0 ? "true" : $"({string.Join(" and ", all.Parts.Select(part => Write(part, stored, compare)))})",
        Condition.Any any => any.Parts.Count == 0 ? "false" : $"({string.Join(" or ", any.Parts.Select(part => Write(part, stored, compare)))})",
        Condition.IsNull isNull => $"{stored(isNull.Index)} is {(isNull.Negated ? "not " : "")}null",
        Condition.Compare one => compare(one.Index, one.Operator, one.Value),
        _ => throw new InvalidOperationException($"no SQL for {condition.GetType()}"),
    };

    private string OutputName(int index) => index < _query.Groups.Count ? Named('k', index) : Measured(index - _query.Groups.Count);

    private static string Measured(int i) => Named('a', i);

    private static string Named(char kind, int i) => string.Create(CultureInfo.InvariantCulture, $"{kind}{i}");

    private static List<string> Each<T>(IReadOnlyList<T> list, Func<int, string> name) => [.. list.Select((_, i) => name(i))];
}
