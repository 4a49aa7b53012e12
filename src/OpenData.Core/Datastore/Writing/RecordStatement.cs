using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>How many rows a batch added and changed, and the first record whose row is missing (from 0; -1 = none).</summary>
internal readonly record struct BatchResult(int Added, int Changed, int Missing);

/// <summary>
/// Closes and opens the rows of a batch in one statement: PostgreSQL casts the texts, finds the rows and compares. A row is never edited, but for one that the
/// same version opened, which nobody has seen.
/// </summary>
internal sealed class RecordStatement
{
    private static readonly string Open = RowTable.Open.ToString(CultureInfo.InvariantCulture);

    private readonly IReadOnlyList<Field> _fields;
    private readonly RecordBatch _batch;
    private readonly List<NpgsqlParameter> _parameters = [];

    private RecordStatement(IReadOnlyList<Field> fields, RecordBatch batch)
    {
        (_fields, _batch) = (fields, batch);
    }

    /// <summary>Adds the records as rows numbered from <paramref name="nextId"/> on.</summary>
    public static NpgsqlCommand Insert(string table, IReadOnlyList<Field> fields, RecordBatch batch, int v, long nextId)
    {
        var statement = new RecordStatement(fields, batch);
        var first = statement.Add(nextId - 1, NpgsqlDbType.Bigint);
        var version = statement.Add(v, NpgsqlDbType.Integer);
        var input = statement.Input(withFlags: false);
        return statement.Command($"""
            insert into {table} (_id, _k, _h, _vf{Columns(batch.Fields)})
            select {first} + i._n, {KeyOf($"{first} + i._n")}, {statement.HashOf("i", batch.Fields)}, {version}{Columns(batch.Fields, "i.")} from ({input}) i
            """);
    }

    /// <summary>
    /// Changes rows by their key; where <paramref name="adds"/>, adds those that are missing. Of records with one key the later ones win, column by column. The
    /// answer is one row for <see cref="BatchResult"/>.
    /// </summary>
    public static NpgsqlCommand Merge(string table, IReadOnlyList<Field> fields, IReadOnlyList<Field> key, RecordBatch batch, int v, long nextId, bool adds)
    {
        var statement = new RecordStatement(fields, batch);
        var byId = batch.Ids is not null;
        var first = statement.Add(nextId - 1, NpgsqlDbType.Bigint);
        var version = statement.Add(v, NpgsqlDbType.Integer);
        var changes = batch.Fields.Where(field => byId || !key.Contains(field)).ToList();
        var differs = changes.Count == 0 ? "false" : $"row({Compared(changes, Value)}) is distinct from row({Compared(changes, field => $"o.{field.Sql}")})";
        return statement.Command($"""
            with input as materialized ({statement.Input(withFlags: true)}),
            folded as ({statement.Fold(table, key)}),
            target as materialized (
                select f._n, o._id, o._vf, o._id is null as _new, o._id is null or {differs} as _differs{string.Concat(fields.Select(field => $", {Value(field)} as {field.Sql}"))}
                  from folded f left join {table} o on o._vt = {Open} and {Match(key, byId, "f")}),
            closed as (update {table} t set _vt = {version} from target x where t._id = x._id and t._vf = x._vf and x._differs and not x._new and x._vf < {version} returning 1),
            gone as (delete from {table} t using target x where t._id = x._id and t._vf = x._vf and x._differs and not x._new and x._vf = {version} returning 1),
            numbered as (
                select x.*, coalesce(x._id, {first} + row_number() over (partition by x._new order by x._n)) as _number from target x
                 where x._differs and not (x._new and {statement.Add(!adds, NpgsqlDbType.Boolean)}) and (select count(*) from closed) + (select count(*) from gone) >= 0),
            opened as (
                insert into {table} (_id, _k, _h, _vf{Columns(fields)})
                select x._number, {KeyOf("x._number")}, {statement.HashOf("x", fields)}, {version}{Columns(fields, "x.")} from numbered x returning 1)
            select (select count(*) from target where _new)::int, (select count(*) from closed)::int, (select count(*) from gone)::int,
                   coalesce((select min(_n) from target where _new), 0)::int - 1, (select count(*) from opened)
            """);

        string Value(Field field) => batch.Fields.Contains(field)
            ? batch.IsUniform ? $"f.{field.Sql}" : $"case when f._g{Number(Place(batch.Fields, field))} then f.{field.Sql} else o.{field.Sql} end"
            : $"o.{field.Sql}";
    }

    /// <summary>Which of the keys have an open row: their places from 0 on, in order.</summary>
    public static NpgsqlCommand Find(string table, IReadOnlyList<Field> key, IReadOnlyList<string?[]> texts)
    {
        var statement = new RecordStatement(key, null!);
        var arrays = texts.Select(column => statement.Add(column, NpgsqlDbType.Array | NpgsqlDbType.Text)).ToList();
        return statement.Command($"""
            select i._n::int - 1 from (select u._n, {string.Join(", ", key.Select((field, c) => $"u.c{Number(c)}::{ColumnTypes.Sql(field)} as {field.Sql}"))}
              from unnest({string.Join(", ", arrays)}) with ordinality u ({string.Join(", ", key.Select((_, c) => $"c{Number(c)}"))}, _n)) i
             where (select true from {table} o where o._vt = {Open} and {Match(key, byId: false, "i")} limit 1) order by 1
            """);
    }

    /// <summary>
    /// The first half of <see cref="Merge"/> for records that name every column, whose keys all differ and have a row: closes the rows that change. The answer is a row for each
    /// record that makes one: its place from 0 on, the row's number and the version it began in.
    /// </summary>
    public static NpgsqlCommand Close(string table, IReadOnlyList<Field> key, RecordBatch batch, int v)
    {
        var statement = new RecordStatement(batch.Fields, batch);
        var version = statement.Add(v, NpgsqlDbType.Integer);
        var changes = batch.Fields.Where(field => !key.Contains(field)).ToList();
        var differs = changes.Count == 0 ? "false" : $"row({Compared(changes, field => $"i.{field.Sql}")}) is distinct from row({Compared(changes, field => $"o.{field.Sql}")})";
        return statement.Command($"""
            with target as materialized (
                select i._n, o._id, o._vf from ({statement.Input(withFlags: false)}) i join {table} o on o._vt = {Open} and {Match(key, byId: false, "i")}
                 where {differs}),
            closed as (update {table} t set _vt = {version} from target x where t._id = x._id and t._vf = x._vf and x._vf < {version} returning 1),
            gone as (delete from {table} t using target x where t._id = x._id and t._vf = x._vf and x._vf = {version} returning 1)
            select _n::int - 1, _id, _vf from target where (select count(*) from closed) + (select count(*) from gone) >= 0 order by _n
            """);
    }

    /// <summary>One row for each group of records with one key; of equal ones the last value of each column, at the place of the first.</summary>
    private string Fold(string table, IReadOnlyList<Field> key)
    {
        // Records that name a row by number and find none become a row each; so do records whose key has a null, which equals nothing.
        var byId = _batch.Ids is not null;
        var group = byId
            ? "i._rid, case when o._id is null then i._n end"
            : $"{string.Join(", ", key.Select(field => $"i.{field.Sql}"))}, case when {string.Join(" or ", key.Select(field => $"i.{field.Sql} is null"))} then i._n end";
        var from = byId ? $"input i left join {table} o on o._vt = {Open} and {Match(key, byId, "i")}" : "input i";
        var number = byId ? ", i._rid" : "";
        if (_batch.IsUniform)
        {
            var columns = _batch.Fields.Select(field => $", i.{field.Sql}");
            if (_batch.HasDistinct(key))
                return $"select i._n{string.Concat(columns)} from input i";
            return $"select distinct on ({group}) min(i._n) over (partition by {group}) as _n{number}{string.Concat(columns)} from {from} order by {group}, i._n desc";
        }

        var last = _batch.Fields.Select((field, c) =>
            $", (array_agg(i.{field.Sql}::text order by i._n desc) filter (where i._g{Number(c)}))[1]::{ColumnTypes.Sql(field)} as {field.Sql}, bool_or(i._g{Number(c)}) as _g{Number(c)}");
        return $"select min(i._n) as _n{number}{string.Concat(last)} from {from} group by {group}";
    }

    private static string Match(IReadOnlyList<Field> key, bool byId, string alias) =>
        byId ? $"o._id = {alias}._rid" : string.Join(" and ", key.Select(field => $"o.{field.Sql} = {alias}.{field.Sql}"));

    /// <summary>The records as rows of typed columns, numbered from 1.</summary>
    private string Input(bool withFlags)
    {
        var arrays = new List<string>();
        var names = new List<string>();
        var outputs = new List<string>();
        foreach (var (c, field) in _batch.Fields.Index())
        {
            arrays.Add($"{Add(_batch.Texts(c), NpgsqlDbType.Array | NpgsqlDbType.Text)}");
            names.Add($"c{Number(c)}");
            outputs.Add($"u.c{Number(c)}::{ColumnTypes.Sql(field)} as {field.Sql}");
            if (!withFlags || _batch.IsUniform)
                continue;
            arrays.Add(Add(_batch.Given(c), NpgsqlDbType.Array | NpgsqlDbType.Boolean));
            names.Add($"g{Number(c)}");
            outputs.Add($"u.g{Number(c)} as _g{Number(c)}");
        }

        if (_batch.Ids is { } ids)
        {
            arrays.Add(Add(ids, NpgsqlDbType.Array | NpgsqlDbType.Text));
            names.Add("rid");
            outputs.Add("u.rid::int8 as _rid");
        }

        return arrays.Count == 0
            ? $"select u.n as _n from generate_series(1, {Add(_batch.Count, NpgsqlDbType.Integer)}) u (n)"
            : $"select u.n as _n, {string.Join(", ", outputs)} from unnest({string.Join(", ", arrays)}) with ordinality u ({string.Join(", ", names)}, n)";
    }

    /// <summary>The key of a table written by API is the row's number (design 0.1): it is given once and kept.</summary>
    private static string KeyOf(string number) => $"lpad(to_hex({number}), 32, '0')::uuid";

    /// <summary>Of all columns in their order, also those that no record names.</summary>
    private string HashOf(string alias, IReadOnlyList<Field> present) =>
        $"md5(row({string.Join(", ", _fields.Select(field => present.Contains(field) ? $"{alias}.{field.Sql}" : "null"))})::text)::uuid";

    private static string Columns(IEnumerable<Field> fields, string alias = "") => string.Concat(fields.Select(field => $", {alias}{field.Sql}"));

    /// <summary>Values in a form that is equal only where their texts are.</summary>
    private static string Compared(IEnumerable<Field> fields, Func<Field, string> value) =>
        string.Join(", ", fields.Select(field => ColumnTypes.IsEqualOnlyAsText(field.Type) ? $"({value(field)})::text" : value(field)));

    private static int Place(IReadOnlyList<Field> fields, Field field) => fields.Index().First(other => other.Item.Id == field.Id).Index;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Add(object value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return $"${Number(_parameters.Count)}";
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql) { CommandTimeout = 0 };
        foreach (var parameter in _parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}
