using System.Globalization;
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
              from (select _k, _h from {table} where {Only(to, from)}) n
              full join (select _k, _h from {table} where {Only(from, to)}) o on o._k = n._k
            """, commandTimeout: 0, cancellationToken: ct));

    /// <summary>
    /// The condition of rows that are true in one version and, as the same row, not in the other. Written so that the indexes on where rows begin and end find them:
    /// what is only in the earlier version ended in between, what is only in the later one began there.
    /// </summary>
    public static string Only(int inVersion, int notIn) => inVersion < notIn
        ? string.Create(CultureInfo.InvariantCulture, $"_vf <= {inVersion} and _vt > {inVersion} and _vt <= {notIn}")
        : string.Create(CultureInfo.InvariantCulture, $"_vf > {notIn} and _vf <= {inVersion} and _vt > {inVersion}");

    /// <summary>The condition of rows that are true in both.</summary>
    public static string Both(int one, int other) =>
        string.Create(CultureInfo.InvariantCulture, $"_vf <= {Math.Min(one, other)} and _vt > {Math.Max(one, other)}");
}
