using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Versions;

namespace OpenData.Core.Files;

/// <summary>
/// Frees the bytes that nothing names any more: files of purged datasets, replaced pictures, downloads of runs that came to nothing. A file is named by what a
/// resource has or had, by a picture, by an original file of a version, and by every run that is in the books. What was stored lately stays whatever
/// (<see cref="FileStoreOptions.KeepUnusedHours"/>): its row may be on its way. May run beside uploads and beside itself, and be killed anywhere.
/// </summary>
public sealed class FileCollector(Database.Database database, BlobStore blobs, ExportCache exports, IOptions<FileStoreOptions> options, TimeProvider clock)
{
    /// <summary>Hashes that one statement asks for: a name is looked for by walking through all names.</summary>
    private const int Batch = 5_000;

    // Whatever stands in the lists of a run and in the log of its fetching: a later run may take the file from the store without fetching it again.
    private const string NamedSql = """
        with asked as (select decode(h, 'hex') as sha256, h from unnest(@hashes) h)
        select h from asked
         where sha256 in (select sha256 from catalog.resource_file)
            or sha256 in (select file_sha256 from catalog.resource where file_sha256 is not null)
            or sha256 in (select sha256 from catalog.image)
            or sha256 in (select f.sha256 from ver.source_file f join ver.version_file v on v.file_id = f.id)
            or h in (select file ->> 'sha256' from etl.run r cross join lateral jsonb_array_elements(r.files) file where file ->> 'sha256' is not null)
            or h in (select address.value ->> 'sha256' from etl.run_step s cross join lateral jsonb_each(case when jsonb_typeof(s.log -> 'addresses') = 'object' then s.log -> 'addresses' end) address
                      where address.value ->> 'sha256' is not null)
        """;

    public async Task<CollectedFiles> CollectAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow().AddHours(-options.Value.KeepUnusedHours);
        var (files, bytes) = (0, 0L);
        foreach (var batch in blobs.OlderThan(before).Chunk(Batch))
        {
            var named = await NamedAsync(batch, ct);
            foreach (var sha256 in batch.Where(hash => !named.Contains(hash)))
            {
                ct.ThrowIfCancellationRequested();
                // Nothing may name the bytes while they go, so that is asked again, inside the lock.
                if (await blobs.RemoveAsync(sha256, before, () => ReleaseAsync(sha256, ct)) is not { } freed)
                    continue;
                files++;
                bytes += freed;
            }
        }

        return new CollectedFiles(files, bytes, await exports.RemoveUnnamedAsync(before, ct));
    }

    /// <summary>The row of an original file that no version and no run names goes with its bytes.</summary>
    private async Task<bool> ReleaseAsync(string sha256, CancellationToken ct)
    {
        if ((await NamedAsync([sha256], ct)).Count > 0)
            return false;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from ver.source_file where sha256 = decode(@sha256, 'hex')", new { sha256 }, cancellationToken: ct));
        return true;
    }

    private async Task<HashSet<string>> NamedAsync(string[] hashes, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);   // never a replica: it may not have heard of the newest names
        return (await connection.QueryAsync<string>(new CommandDefinition(NamedSql, new { hashes }, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
    }
}

/// <summary>What was freed.</summary>
/// <param name="Files">Of the store.</param>
/// <param name="Bytes">Of these.</param>
/// <param name="Exports">Cached exports of versions that are gone.</param>
public readonly record struct CollectedFiles(int Files, long Bytes, int Exports);
