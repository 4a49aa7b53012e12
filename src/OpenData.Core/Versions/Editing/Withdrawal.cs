using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>
/// The emergency stop (design A.4): a version is taken away and, if it was the current one, the pointer moves to the one that holds without it. No row moves, so it
/// takes as long for a million rows as for one. The number line goes on: the next write stands on what readers see.
/// </summary>
public sealed class Withdrawal(Database.Database database, TimeProvider clock)
{
    // As as_of means it (design 0.1): by the day that the source states, else by publication; of equal ones the last.
    private const string MoveSql = """
        update catalog.package p
           set current_version = coalesce((select d.v from ver.dataset_version d where d.package_id = p.id and d.state = 'published'
                                            order by coalesce(d.period::timestamp at time zone 'UTC', d.published_at) desc, d.v desc limit 1), 0)
         where p.id = @PackageId
        """;

    // What describes a file that a source feeds is that of the version which is shown; without one there is no file.
    private const string DescribeSql = """
        update catalog.resource r
           set size = rv.bytes, hash = coalesce('sha256:' || encode(rv.sha256, 'hex'), ''), last_modified = @Now, metadata_modified = @Now
          from catalog.package p, catalog.resource x
          left join lateral (select v.sha256, v.bytes from ver.resource_version v, catalog.package q
                              where v.resource_id = x.id and q.id = x.package_id and v.v <= q.current_version order by v.v desc limit 1) rv on true
         where p.id = @PackageId and r.package_id = p.id and x.id = r.id and r.table_no is not null and r.state = 'active'
           and r.hash is distinct from coalesce('sha256:' || encode(rv.sha256, 'hex'), '')
        """;

    /// <param name="packageId">The dataset.</param>
    /// <param name="version">A published one.</param>
    /// <param name="reason">By language, shown to everybody.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="ct">Gives up; nothing is written then.</param>
    /// <exception cref="ValidationException">There is no such version, or it was taken away already.</exception>
    public async Task WithdrawAsync(Guid packageId, int version, IReadOnlyDictionary<string, string> reason, Guid? userId, CancellationToken ct)
    {
        await using var write = await VersionWrite.BeginAsync(database, clock, packageId, userId, ct);
        await write.RequirePublishedAsync(version, ct);
        var json = JsonSerializer.Serialize(reason, CkanJson.Options);
        // Also what of its day was gathered into it: that shows the same data, or nearly.
        const string sql = $"""
            update ver.dataset_version d set state = 'withdrawn', withdrawn_at = @Now, withdrawn_by = @UserId, withdrawn_reason = @json::jsonb, tags = array[]::text[]
             where package_id = @PackageId and (v = @version or (state = 'gathered' and {Gathering.DaySql} = @version))
            """;
        await write.Connection.ExecuteAsync(new CommandDefinition(sql, new { write.PackageId, version, write.Now, write.UserId, json }, cancellationToken: ct));
        if (version == write.Current)
        {
            await write.Connection.ExecuteAsync(new CommandDefinition(MoveSql, new { write.PackageId }, cancellationToken: ct));
            await write.Connection.ExecuteAsync(new CommandDefinition(DescribeSql, new { write.PackageId, write.Now }, cancellationToken: ct));
        }

        await write.CommitAsync("withdraw", version, new JsonObject { ["reason"] = JsonNode.Parse(json) }, null, ct);
    }
}
