using System.Text.Json.Nodes;
using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>Which versions stay. The current one always does; a version stays when any of these says so.</summary>
public sealed record ExpiryPolicy
{
    /// <summary>The last so many published ones.</summary>
    public int? KeepLast { get; init; }

    /// <summary>Those published in the last so many days.</summary>
    public int? KeepDays { get; init; }

    /// <summary>Those with a tag.</summary>
    public bool KeepTagged { get; init; } = true;

    /// <summary>The last one of each year, by the day that the source states, else by publication.</summary>
    public bool KeepYearly { get; init; }
}

/// <summary>
/// Gives up old versions (design A.4). A version that has expired keeps its line with its hash and answers 410 from the same moment on; the rows that only such versions
/// have are deleted some minutes later (<see cref="ExpiredRows"/>), so that nobody who is reading one loses rows on the way.
/// </summary>
public sealed class Expiry(Database.Database database, TimeProvider clock)
{
    private const string ChosenSql = """
        select d.v
          from ver.dataset_version d join catalog.package p on p.id = d.package_id
         where d.package_id = @packageId and d.state in ('published', 'withdrawn') and d.gathered_at is null and d.v <> p.current_version
           and not (@KeepTagged and cardinality(d.tags) > 0)
           and not (@since::timestamptz is not null and d.published_at >= @since)
           and d.v not in (select x.v from ver.dataset_version x where x.package_id = @packageId and x.state = 'published' order by x.v desc limit @last)
           and not (@KeepYearly and d.v in (
               select distinct on (extract(year from coalesce(x.period::timestamp, x.published_at at time zone 'UTC'))) x.v
                 from ver.dataset_version x where x.package_id = @packageId and x.state = 'published'
                order by extract(year from coalesce(x.period::timestamp, x.published_at at time zone 'UTC')), coalesce(x.period::timestamp, x.published_at at time zone 'UTC') desc, x.v desc))
         order by d.v
        """;

    /// <param name="packageId">The dataset.</param>
    /// <param name="policy">What stays.</param>
    /// <param name="dryRun">Only say which would go.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="ct">Gives up; nothing is written then.</param>
    /// <returns>The versions that expired.</returns>
    /// <exception cref="ValidationException">A policy that names neither a number nor days: it would keep next to nothing by mistake.</exception>
    public async Task<IReadOnlyList<int>> ExpireAsync(Guid packageId, ExpiryPolicy policy, bool dryRun, Guid? userId, CancellationToken ct)
    {
        if (policy.KeepLast is null && policy.KeepDays is null)
            throw new ValidationException("keep_last", "Say how many versions stay (keep_last), or of how many days (keep_days)");
        await using var write = await VersionWrite.BeginAsync(database, clock, packageId, userId, ct);
        var since = policy.KeepDays is { } days ? write.Now.AddDays(-Math.Min(days, 100_000)) : (DateTimeOffset?)null;
        var versions = (await write.Connection.QueryAsync<int>(new CommandDefinition(
            ChosenSql, new { packageId, policy.KeepTagged, policy.KeepYearly, since, last = policy.KeepLast ?? 0 }, cancellationToken: ct))).ToArray();
        if (dryRun || versions.Length == 0)
            return versions;
        await write.Connection.ExecuteAsync(new CommandDefinition(
            $"""
            update ver.dataset_version d set state = 'expired', expired_at = @Now, tags = array[]::text[]
             where package_id = @packageId and (v = any (@versions) or (state = 'gathered' and {Gathering.DaySql} = any (@versions)))
            """,
            new { packageId, versions, write.Now }, cancellationToken: ct));
        var detail = new JsonObject
        {
            ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)version)]),
            ["keep_last"] = policy.KeepLast, ["keep_days"] = policy.KeepDays, ["keep_tagged"] = policy.KeepTagged, ["keep_yearly"] = policy.KeepYearly,
        };
        await write.CommitAsync("expire", versions[^1], detail, null, ct);
        return versions;
    }
}
