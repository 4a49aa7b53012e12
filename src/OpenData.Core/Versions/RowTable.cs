using System.Globalization;
using Dapper;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>The row table of a resource (design A.3). The only class that knows its name, so that it can move to another schema later.</summary>
public static class RowTable
{
    /// <summary>The end of an open range: true in every later version until it is closed.</summary>
    public const int Open = int.MaxValue;

    /// <summary>Tables with fewer rows get two indexes only (design E.3).</summary>
    private const long IndexFrom = 10_000;

    public static string Name(int tableNo) => string.Create(CultureInfo.InvariantCulture, $"rows.r_{tableNo}");

    /// <summary>Gives the rows of a table written by API their numbers.</summary>
    public static string Sequence(int tableNo) => string.Create(CultureInfo.InvariantCulture, $"{Name(tableNo)}_number");

    /// <summary>Its columns besides the technical ones, with the types that <see cref="Field.SqlType"/> uses; empty when there is no table yet.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ColumnsAsync(NpgsqlConnection connection, int tableNo, CancellationToken ct)
    {
        const string sql = """
            select attname, format_type(atttypid, atttypmod)
              from pg_attribute
             where attrelid = to_regclass(@table) and attnum > 0 and not attisdropped and left(attname, 1) <> '_'
            """;
        var rows = await connection.QueryAsync<(string Name, string Type)>(new CommandDefinition(sql, new { table = Name(tableNo) }, cancellationToken: ct));
        return rows.ToDictionary(row => row.Name, row => row.Type switch
        {
            "integer" => "int4",
            "bigint" => "int8",
            "boolean" => "bool",
            _ => row.Type,
        }, StringComparer.Ordinal);
    }

    public static Task<bool> ExistsAsync(NpgsqlConnection connection, int tableNo, CancellationToken ct) =>
        connection.QuerySingleAsync<bool>(new CommandDefinition("select to_regclass(@table) is not null", new { table = Name(tableNo) }, cancellationToken: ct));

    /// <summary>
    /// Makes the table if it is missing, and columns that it lacks. Columns are never dropped: older versions read them. A table that has all of them is left
    /// alone, because even a change that changes nothing would wait for every reader, and every reader behind it.
    /// </summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, int tableNo, IReadOnlyList<Field> fields, CancellationToken ct)
    {
        var columns = await ColumnsAsync(connection, tableNo, ct);
        if (columns.Count == 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(string.Create(CultureInfo.InvariantCulture, $"""
                create table {Name(tableNo)} (
                    _id bigint not null, _k uuid not null, _h uuid not null, _vf int not null, _vt int not null default {Open},
                    _f int, _s smallint, _r int, _c smallint{string.Concat(fields.Select(field => $", {field.Sql} {field.SqlType}"))});
                create unique index r_{tableNo}_open on {Name(tableNo)} (_k) where _vt = {Open};
                create index r_{tableNo}_id on {Name(tableNo)} (_id, _vf);
                """), cancellationToken: ct));
            return;
        }

        foreach (var field in fields.Where(field => !columns.ContainsKey(field.Column ?? field.Id)))
            await connection.ExecuteAsync(new CommandDefinition($"alter table {Name(tableNo)} add column {field.Sql} {field.SqlType}", cancellationToken: ct));
    }

    /// <summary>
    /// Makes the table of a resource that clients write. Its rows are found by their number, and since every write is a version, by the version in which they
    /// began and ended.
    /// </summary>
    public static async Task CreateAsync(NpgsqlConnection connection, int tableNo, IReadOnlyList<Field> fields, CancellationToken ct)
    {
        await CreateBareAsync(connection, tableNo, fields, ct);
        await IndexAsync(connection, tableNo, ct);
    }

    /// <summary>The first half of <see cref="CreateAsync"/>: rows by the million are written before there are indexes.</summary>
    public static Task CreateBareAsync(NpgsqlConnection connection, int tableNo, IReadOnlyList<Field> fields, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(string.Create(CultureInfo.InvariantCulture, $"""
            create table {Name(tableNo)} (
                _id bigint not null, _k uuid not null, _h uuid not null, _vf int not null, _vt int not null default {Open},
                _f int, _s smallint, _r int, _c smallint{string.Concat(fields.Select(field => $", {field.Sql} {field.SqlType}"))});
            create sequence {Sequence(tableNo)} owned by {Name(tableNo)}._id;
            """), cancellationToken: ct));

    /// <summary>The second half.</summary>
    public static Task IndexAsync(NpgsqlConnection connection, int tableNo, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(string.Create(CultureInfo.InvariantCulture, $"""
            create unique index r_{tableNo}_id on {Name(tableNo)} (_id, _vf);
            create index r_{tableNo}_vf on {Name(tableNo)} (_vf);
            create index r_{tableNo}_vt on {Name(tableNo)} (_vt) where _vt < {Open};
            """), commandTimeout: 0, cancellationToken: ct));

    /// <summary>Adds the indexes that only a large table needs, in the publish that crosses the line.</summary>
    public static async Task EnsureIndexesAsync(NpgsqlConnection connection, int tableNo, long rows, CancellationToken ct)
    {
        if (rows < IndexFrom)
            return;
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            create index if not exists r_{tableNo}_vf on {Name(tableNo)} (_vf);
            create index if not exists r_{tableNo}_vt on {Name(tableNo)} (_vt) where _vt < {Open};
            """);
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: ct));
    }
}
