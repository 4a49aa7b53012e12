using System.Text;
using Dapper;
using Npgsql;
using OpenData.Core.Files;

namespace OpenData.Core.Versions.Editing;

/// <summary>Files that held what was redacted. The transaction of the redaction names them; they are removed after it, by it or, when it was killed, by the worker.</summary>
public sealed class RedactedFiles(Database.Database database, BlobStore blobs, ExportCache exports, TimeProvider clock)
{
    /// <summary>Shorter values are in every file: an upload is not taken away for them.</summary>
    private const int ShortestFound = 3;

    // What somebody else's dataset names is theirs to take away: an upload of the same bytes must not be a way to remove a file of another city.
    private const string IsOthersSql = """
        exists (select 1 from catalog.resource_file f join catalog.resource r on r.id = f.resource_id where f.sha256 = w.sha256 and r.package_id <> @PackageId)
        or exists (select 1 from catalog.resource r where r.file_sha256 = w.sha256 and r.package_id <> @PackageId)
        or exists (select 1 from catalog.image i where i.sha256 = w.sha256)
        or exists (select 1 from ver.source_file f join ver.version_file v on v.file_id = f.id where f.sha256 = w.sha256 and v.package_id <> @PackageId)
        """;

    /// <summary>Names the original files of those versions of the resource, and uploads of it in which a value is found; what checks said about the value is forgotten.</summary>
    internal async Task<(IReadOnlyList<string> Removed, IReadOnlyList<string> Kept)> NameAsync(
        NpgsqlConnection connection, VersionBound at, IReadOnlyList<int> versions, IReadOnlyCollection<string> values, DateTimeOffset now, CancellationToken ct)
    {
        const string sources = """
            select distinct encode(f.sha256, 'hex') from ver.version_file v join ver.source_file f on f.id = v.file_id
             where v.package_id = @PackageId and v.resource_id = @ResourceId and v.v = any (@versions)
            """;
        const string uploads = "select distinct encode(sha256, 'hex') from catalog.resource_file where resource_id = @ResourceId";
        const string findings = """
            update etl.issue set value = null, args = '{}' where value = any (@values) and run_id in (select id from etl.run where package_id = @PackageId)
            """;
        const string name = $"""
            with wanted as (select decode(h, 'hex') as sha256 from unnest(@hashes) h),
            judged as (select w.sha256, ({IsOthersSql}) as is_others from wanted w),
            named as (insert into ver.redacted_file (sha256, redacted_at) select sha256, @now from judged where not is_others on conflict (sha256) do update set redacted_at = excluded.redacted_at, removed_at = null)
            select encode(sha256, 'hex'), is_others from judged
            """;
        var hashes = (await connection.QueryAsync<string>(new CommandDefinition(sources, new { at.PackageId, at.ResourceId, versions = versions.ToArray() }, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
        foreach (var upload in (await connection.QueryAsync<string>(new CommandDefinition(uploads, new { at.ResourceId }, cancellationToken: ct))).ToList())
        {
            if (await HoldsAsync(upload, values, ct))
                hashes.Add(upload);
        }

        await connection.ExecuteAsync(new CommandDefinition(findings, new { at.PackageId, values = values.ToArray() }, cancellationToken: ct));
        var judged = (await connection.QueryAsync<(string Sha256, bool IsOthers)>(new CommandDefinition(name, new { at.PackageId, hashes = hashes.ToArray(), now }, cancellationToken: ct))).ToList();
        return ([.. judged.Where(file => !file.IsOthers).Select(file => file.Sha256).Order(StringComparer.Ordinal)], [.. judged.Where(file => file.IsOthers).Select(file => file.Sha256).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Removes what was named and is still there. Returns how many.</summary>
    public async Task<int> RemoveAsync(CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var made = (await connection.QueryAsync<string>(new CommandDefinition("select encode(sha256, 'hex') from ver.redacted_export", cancellationToken: ct))).ToList();
        foreach (var sha256 in made)
        {
            exports.Remove(sha256);
            await connection.ExecuteAsync(new CommandDefinition("delete from ver.redacted_export where sha256 = decode(@sha256, 'hex')", new { sha256 }, cancellationToken: ct));
        }

        var files = (await connection.QueryAsync<string>(new CommandDefinition("select encode(sha256, 'hex') from ver.redacted_file where removed_at is null", cancellationToken: ct))).ToList();
        foreach (var sha256 in files)
        {
            await blobs.RemoveAsync(sha256, DateTimeOffset.MaxValue, () => Task.FromResult(true));
            await connection.ExecuteAsync(new CommandDefinition(
                "update ver.redacted_file set removed_at = @now where sha256 = decode(@sha256, 'hex')", new { sha256, now = clock.GetUtcNow() }, cancellationToken: ct));
        }

        return made.Count + files.Count;
    }

    /// <summary>Looks for the values in the encodings that the importers read. A compressed file cannot be looked into: it is taken to hold them.</summary>
    private async Task<bool> HoldsAsync(string sha256, IReadOnlyCollection<string> values, CancellationToken ct)
    {
        if (!blobs.Exists(sha256))
            return false;
        var findable = values.Where(value => value.Length >= ShortestFound).ToList();
        byte[][] wanted = [.. findable.Select(Encoding.UTF8.GetBytes), .. findable.Select(Encoding.Unicode.GetBytes), .. findable.Select(value => CodePagesEncodingProvider.Instance.GetEncoding(1253)!.GetBytes(value))];
        var longest = wanted.Select(bytes => bytes.Length).DefaultIfEmpty().Max();
        var buffer = new byte[Math.Max(1 << 16, longest * 2)];
        await using var file = blobs.OpenRead(sha256);
        var (kept, isFirst) = (0, true);
        while (await file.ReadAsync(buffer.AsMemory(kept), ct) is > 0 and var read)
        {
            var length = kept + read;
            if (isFirst && (buffer.AsSpan(0, length).StartsWith("PK"u8) || buffer.AsSpan(0, length).StartsWith("\x1f\u008b"u8)))
                return true;
            isFirst = false;
            if (Array.Exists(wanted, bytes => buffer.AsSpan(0, length).IndexOf(bytes) >= 0))
                return true;
            kept = Math.Min(length, Math.Max(longest - 1, 0));
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        }

        return false;
    }
}
