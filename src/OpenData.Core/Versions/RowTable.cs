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

    /// <summary>Makes the table if it is missing, and columns that it lacks. Columns are never dropped: older versions read them.</summary>
    public static async Task EnsureAsync(NpgsqlConnection connection, int tableNo, IReadOnlyList<Field> fields, CancellationToken ct)
    {
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            create table if not exists {Name(tableNo)} (
                _id bigint not null, _k uuid not null, _h uuid not null, _vf int not null, _vt int not null default {Open},
                _f int, _s smallint, _r int, _c smallint);
            create unique index if not exists r_{tableNo}_open on {Name(tableNo)} (_k) where _vt = {Open};
            create index if not exists r_{tableNo}_id on {Name(tableNo)} (_id, _vf);
            """);
        foreach (var field in fields)
            sql += $"alter table {Name(tableNo)} add column if not exists {field.Sql} {field.SqlType};\n";
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: ct));
    }

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
