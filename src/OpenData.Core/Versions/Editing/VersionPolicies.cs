using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>What a dataset wants of its versions.</summary>
public sealed record VersionPolicy
{
    /// <summary>Whether the writes of a day by API are one version.</summary>
    public bool IsDaily { get; init; }

    /// <summary>Where its days begin and end.</summary>
    public required string TimeZone { get; init; }

    /// <summary>See <see cref="ExpiryPolicy.KeepLast"/>.</summary>
    public int? KeepLast { get; init; }

    /// <summary>See <see cref="ExpiryPolicy.KeepDays"/>.</summary>
    public int? KeepDays { get; init; }

    /// <summary>See <see cref="ExpiryPolicy.KeepYearly"/>.</summary>
    public bool KeepYearly { get; init; }

    /// <summary>Nothing expires by schedule, whatever the site has set.</summary>
    public bool KeepAll { get; init; }
}

/// <summary>Keeps the policies of datasets and gives up, when the worker says so, what they do not keep.</summary>
public sealed class VersionPolicies(Database.Database database, Expiry expiry, IOptions<VersionOptions> options, TimeProvider clock)
{
    /// <summary>The policy of a dataset; of one that has none, what the site does.</summary>
    public async Task<VersionPolicy> FindAsync(Guid packageId, CancellationToken ct)
    {
        const string sql = """
            select gathers_since is not null as is_daily, timezone as time_zone, keep_last, keep_days, keep_yearly, keep_all from ver.version_policy where package_id = @packageId
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<VersionPolicy>(new CommandDefinition(sql, new { packageId }, cancellationToken: ct)) ?? new VersionPolicy { TimeZone = options.Value.TimeZone };
    }

    /// <summary>Replaces the policy. Writes that came before it are not gathered.</summary>
    /// <exception cref="ValidationException">No such time zone; everything and something to be kept at once.</exception>
    public async Task SetAsync(Guid packageId, VersionPolicy policy, Guid? userId, CancellationToken ct)
    {
        if (policy.KeepAll && (policy.KeepLast is not null || policy.KeepDays is not null))
            throw new ValidationException("keep_all", "Either all versions stay or some of them");
        await using var write = await VersionWrite.BeginAsync(database, clock, packageId, userId, ct);
        // The database's own list: it is the one that cuts the days.
        if (!await write.Connection.QuerySingleAsync<bool>(new CommandDefinition("select exists (select 1 from pg_timezone_names where name = @TimeZone)", policy, cancellationToken: ct)))
            throw new ValidationException("timezone", "No such time zone: one of the tz database such as Europe/Athens is wanted");
        const string sql = """
            insert into ver.version_policy as p (package_id, gathers_since, timezone, keep_last, keep_days, keep_yearly, keep_all, changed_at, changed_by)
            values (@PackageId, case when @IsDaily then @Now end, @TimeZone, @KeepLast, @KeepDays, @KeepYearly, @KeepAll, @Now, @UserId)
            on conflict (package_id) do update set
                   gathers_since = case when @IsDaily then coalesce(p.gathers_since, @Now) end, timezone = excluded.timezone, keep_last = excluded.keep_last, keep_days = excluded.keep_days,
                   keep_yearly = excluded.keep_yearly, keep_all = excluded.keep_all, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """;
        await write.Connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            write.PackageId, policy.IsDaily, policy.TimeZone, policy.KeepLast, policy.KeepDays, policy.KeepYearly, policy.KeepAll, write.Now, write.UserId,
        }, cancellationToken: ct));
        await write.LogAsync("policy", write.Current, new JsonObject
        {
            ["versioning"] = policy.IsDaily ? "daily" : "each", ["timezone"] = policy.TimeZone, ["keep_last"] = policy.KeepLast, ["keep_days"] = policy.KeepDays,
            ["keep_yearly"] = policy.KeepYearly, ["keep_all"] = policy.KeepAll,
        }, ct);
    }

    /// <summary>Lets expire what no policy keeps. Returns how many versions.</summary>
    public async Task<int> ExpireAsync(CancellationToken ct)
    {
        // A row that says neither a number nor days leaves it to the site.
        const string sql = """
            select p.id, coalesce(w.keep_last, w.keep_days) is not null as is_own, w.keep_last, w.keep_days, coalesce(w.keep_yearly, false) as keep_yearly
              from catalog.package p left join ver.version_policy w on w.package_id = p.id
             where p.next_version > 2 and (coalesce(w.keep_last, w.keep_days) is not null or (@hasSite and not coalesce(w.keep_all, false)))
             order by p.id
            """;
        var site = new ExpiryPolicy { KeepLast = options.Value.KeepLast is > 0 and var last ? last : null, KeepDays = options.Value.KeepDays is > 0 and var days ? days : null, KeepYearly = options.Value.KeepYearly };
        List<(Guid Id, bool IsOwn, int? KeepLast, int? KeepDays, bool KeepYearly)> packages;
        await using (var connection = await database.Read.OpenConnectionAsync(ct))
        {
            packages = [.. await connection.QueryAsync<(Guid, bool, int?, int?, bool)>(new CommandDefinition(
                sql, new { hasSite = (site.KeepLast ?? site.KeepDays) is not null }, cancellationToken: ct))];
        }

        var expired = 0;
        foreach (var package in packages)
        {
            var policy = package.IsOwn ? new ExpiryPolicy { KeepLast = package.KeepLast, KeepDays = package.KeepDays, KeepYearly = package.KeepYearly } : site;
            try
            {
                expired += (await expiry.ExpireAsync(package.Id, policy, dryRun: false, userId: null, ct)).Count;
            }
            catch (NotFoundException)
            {
                // Purged at this moment.
            }
        }

        return expired;
    }
}
