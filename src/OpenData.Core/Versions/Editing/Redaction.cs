using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions.Editing;

/// <summary>One cell that should never have been published.</summary>
/// <param name="Id">The row's number.</param>
/// <param name="Field">Public name of the column.</param>
public readonly record struct RedactedCell(long Id, string Field);

/// <summary>What was overwritten.</summary>
/// <param name="Versions">Versions of the dataset that showed one of the cells.</param>
/// <param name="RemovedFiles">Original files (SHA-256) that held a value and are removed.</param>
/// <param name="KeptFiles">Those that another dataset names too: its own people decide.</param>
public sealed record RedactionResult(IReadOnlyList<int> Versions, IReadOnlyList<string> RemovedFiles, IReadOnlyList<string> KeptFiles);

/// <summary>
/// Overwrites cells in all versions (design A.4): personal data that slipped into a file. The one case in which a row is edited. Versions that showed a cell are marked with
/// the time and their hash before; their hash is made anew; exports and original files that held the value go. Every other cell stays as it was and can still be proved.
/// </summary>
public sealed class Redaction(Database.Database database, RedactedFiles files, TimeProvider clock)
{
    /// <param name="at">The table, and the resource whose cells these are.</param>
    /// <param name="cells">Which.</param>
    /// <param name="replacement">What stands there from now on, in columns of text; null = nothing.</param>
    /// <param name="reason">By language, for the log; never the value.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="ct">Gives up; nothing is written then.</param>
    /// <exception cref="ValidationException">No such row or column, a replacement that is no text column's, nothing to overwrite.</exception>
    public async Task<RedactionResult> RedactAsync(
        VersionBound at, IReadOnlyList<RedactedCell> cells, string? replacement, JsonNode reason, Guid? userId, CancellationToken ct)
    {
        RedactionResult result;
        await using (var write = await VersionWrite.BeginAsync(database, clock, at.PackageId, userId, ct))
        {
            var rows = new RedactedRows(write.Connection, at, replacement);
            await rows.OverwriteAsync(cells, ct);
            var versions = await MarkAsync(write, at, rows, ct);
            var (removed, kept) = await files.NameAsync(write.Connection, at, versions, rows.Values, write.Now, ct);
            result = new RedactionResult(versions, removed, kept);
            await write.CommitAsync("redact", versions.Count > 0 ? versions[^1] : at.Version, new JsonObject
            {
                ["resource_id"] = at.ResourceId.ToString(),
                ["cells"] = new JsonArray([.. cells.Select(cell => (JsonNode)new JsonObject { ["_id"] = cell.Id, ["field"] = cell.Field })]),
                ["reason"] = reason.DeepClone(),
                ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)version)]),
                ["files_removed"] = new JsonArray([.. removed.Select(sha256 => (JsonNode)sha256)]),
            }, null, ct);
        }

        // Named in the transaction; a crash here leaves them to the worker.
        await files.RemoveAsync(ct);
        await SweepAsync(at.Table, ct);
        return result;
    }

    /// <summary>Marks what showed a cell, and forgets hashes that are true no more.</summary>
    /// <returns>The dataset's versions that did.</returns>
    private static async Task<IReadOnlyList<int>> MarkAsync(VersionWrite write, VersionBound at, RedactedRows rows, CancellationToken ct)
    {
        const string content = """
            with held as (
                select rv.v, lead(rv.v, 1, 2147483647) over (order by rv.v) as next, rv.fields, rv.table_no, rv.sha256
                  from ver.resource_version rv where rv.resource_id = @ResourceId)
            select h.v, h.next, encode(h.sha256, 'hex') as sha256 from held h
             where 'rows.r_' || h.table_no = @Table and exists (
                   select 1 from unnest(@froms, @tos, @fields) x (f, t, field)
                    where x.f < h.next and x.t > h.v and h.fields @> jsonb_build_array(jsonb_build_object('id', x.field)))
            """;
        const string mark = """
            insert into ver.redacted_export (sha256, redacted_at) select decode(s, 'hex'), @Now from unnest(@sha256s) s on conflict do nothing;
            update ver.resource_version set redacted_at = @Now, redacted_sha256 = coalesce(redacted_sha256, sha256), sha256 = null, bytes = null
             where resource_id = @ResourceId and v = any (@changed);
            update ver.dataset_version d set redacted_at = @Now, redacted_hash = coalesce(d.redacted_hash, d.content_hash), content_hash = null
             where d.package_id = @PackageId and exists (select 1 from unnest(@changed, @nexts) x (v, next) where d.v >= x.v and d.v < x.next);
            insert into ver.redacted_export (sha256, redacted_at)
            select distinct rv.sha256, @Now
              from ver.dataset_version d
              join catalog.resource r on r.package_id = d.package_id
              join lateral (select x.sha256 from ver.resource_version x where x.resource_id = r.id and x.v <= d.v order by x.v desc limit 1) rv on rv.sha256 is not null
             where d.package_id = @PackageId and d.redacted_at = @Now
            on conflict do nothing;
            update catalog.resource set hash = '' where id = @ResourceId and table_no is not null and hash = any (select 'sha256:' || s from unnest(@sha256s) s)
            """;
        var parts = (await write.Connection.QueryAsync<(int V, int Next, string? Sha256)>(new CommandDefinition(content, new
        {
            at.ResourceId, at.Table, froms = rows.Ranges.Select(range => range.From).ToArray(), tos = rows.Ranges.Select(range => range.To).ToArray(), fields = rows.Ranges.Select(range => range.Field).ToArray(),
        }, cancellationToken: ct))).ToList();
        await write.Connection.ExecuteAsync(new CommandDefinition(mark, new
        {
            write.PackageId, at.ResourceId, write.Now, changed = parts.Select(part => part.V).ToArray(), nexts = parts.Select(part => part.Next).ToArray(),
            sha256s = parts.Select(part => part.Sha256).OfType<string>().Distinct().ToArray(),
        }, cancellationToken: ct));
        return [.. await write.Connection.QueryAsync<int>(new CommandDefinition(
            "select v from ver.dataset_version where package_id = @PackageId and redacted_at = @Now order by v", new { write.PackageId, write.Now }, cancellationToken: ct))];
    }

    /// <summary>The old row lies in the table's file, and maybe in its statistics, until somebody sweeps. Not in a transaction.</summary>
    private async Task SweepAsync(string table, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand($"vacuum (analyze) {table}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
