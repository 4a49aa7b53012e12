using Dapper;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>How many rows differ.</summary>
public readonly record struct ChangeCounts(int Added, int Changed, int Removed)
{
    public bool Any => Added + Changed + Removed > 0;
}

/// <summary>Differences by key (<c>_k</c>) and content (<c>_h</c>): two anti-joins (design A.4).</summary>
public static class Difference
{
    /// <summary>Staged rows against the rows of a version; version 0 is empty.</summary>
    public static Task<ChangeCounts> OfStageAsync(NpgsqlConnection connection, string stageTable, string table, int version, CancellationToken ct) =>
        connection.QuerySingleAsync<ChangeCounts>(new CommandDefinition($"""
            select (count(*) filter (where o._k is null))::int as added,
                   (count(*) filter (where n._h <> o._h))::int as changed,
                   (count(*) filter (where n._k is null))::int as removed
              from {stageTable} n
              full join (select _k, _h from {table} where _vf <= @version and @version < _vt) o on o._k = n._k
            """, new { version }, commandTimeout: 0, cancellationToken: ct));

    /// <summary>Rows of one version against those of another, in either order; version 0 is empty.</summary>
    public static Task<ChangeCounts> OfVersionsAsync(NpgsqlConnection connection, string table, int from, int to, CancellationToken ct) =>
        connection.QuerySingleAsync<ChangeCounts>(new CommandDefinition($"""
            select (count(*) filter (where o._k is null))::int as added,
                   (count(*) filter (where n._h <> o._h))::int as changed,
                   (count(*) filter (where n._k is null))::int as removed
              from ({Only(table, "@to", "@from")}) n
              full join ({Only(table, "@from", "@to")}) o on o._k = n._k
            """, new { from, to }, commandTimeout: 0, cancellationToken: ct));

    /// <summary>A select of the rows that are true in one version and, as the same row, not in the other.</summary>
    public static string Only(string table, string inVersion, string notIn, string columns = "_k, _h") =>
        $"select {columns} from {table} where _vf <= {inVersion} and {inVersion} < _vt and not (_vf <= {notIn} and {notIn} < _vt)";
}
