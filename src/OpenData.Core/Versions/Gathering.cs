using Dapper;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions;

/// <summary>
/// Writes by API of a dataset that wants one version a day (decision 0022). Each write is a version as ever, so that readers see it at once and whole; the one of the same day before it is then
/// gathered: out of every list, but read by its number until the worker folds it (<see cref="Editing.GatheredVersions"/>).
/// </summary>
internal static class Gathering
{
    /// <summary>Of <c>ver.dataset_version d</c>: the version of the day that a gathered one is part of.</summary>
    public const string DaySql = "(select min(day.v) from ver.dataset_version day where day.package_id = d.package_id and day.v > d.v and day.gathered_at is null)";

    /// <summary>The version that the write after it takes in, or null: one that clients wrote, the last given out, of the same day, which nobody has named by a tag.</summary>
    /// <param name="connection">In the writer's transaction, under the dataset's lock.</param>
    /// <param name="packageId">The dataset.</param>
    /// <param name="current">What readers saw until now.</param>
    /// <param name="v">The new version.</param>
    /// <param name="now">The writer's time.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<OpenDay?> FindAsync(NpgsqlConnection connection, Guid packageId, int current, int v, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            select d.v as version, d.label, d.base_v as "BaseVersion",
                   (select x.label from ver.dataset_version x where x.package_id = d.package_id and x.v < d.v and x.gathered_at is null order by x.v desc limit 1) as "LabelBefore"
              from ver.version_policy s join ver.dataset_version d on d.package_id = s.package_id
             where s.package_id = @packageId and d.v = @current and d.v = @v - 1 and d.state = 'published' and d.kind = 'data' and d.run_id is null and cardinality(d.tags) = 0
               and d.published_at >= s.gathers_since and (d.published_at at time zone s.timezone)::date = (@now at time zone s.timezone)::date
            """;
        return connection.QuerySingleOrDefaultAsync<OpenDay?>(new CommandDefinition(sql, new { packageId, current, v, now }, cancellationToken: ct));
    }

    /// <summary>Takes it out of the lists.</summary>
    public static Task TakeAsync(NpgsqlConnection connection, Guid packageId, int version, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            "update ver.dataset_version set state = 'gathered', gathered_at = @now where package_id = @packageId and v = @version", new { packageId, version, now }, cancellationToken: ct));

    /// <summary>Nothing where that number was never given out.</summary>
    /// <exception cref="GoneException">The version was folded into the one of its day. The message ends with <paramref name="advice"/>.</exception>
    public static async Task RefuseFoldedAsync(NpgsqlConnection connection, Guid packageId, int version, CancellationToken ct, string advice = "")
    {
        const string sql = """
            select p.name, (select min(d.v) from ver.dataset_version d where d.package_id = p.id and d.v > @version and d.gathered_at is null)
              from catalog.package p
             where p.id = @packageId and @version > 0 and p.next_version > @version and not exists (select 1 from ver.dataset_version d where d.package_id = p.id and d.v = @version)
            """;
        if (await connection.QuerySingleOrDefaultAsync<(string Name, int Day)?>(new CommandDefinition(sql, new { packageId, version }, cancellationToken: ct)) is { } folded)
            throw GoneVersion.Folded(folded.Name, version, folded.Day, advice);
    }
}

/// <summary>The version that a day's writes have made so far.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Label">Its label.</param>
/// <param name="BaseVersion">What the day began with; 0 = nothing.</param>
/// <param name="LabelBefore">The label of the version before the day, or null.</param>
internal sealed record OpenDay(int Version, string Label, int BaseVersion, string? LabelBefore);
