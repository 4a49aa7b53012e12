using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace OpenData.Core.Versions;

/// <summary>Canonical CSV files by hash, under <c>exports/</c>. Only a cache: a missing file is written again from the rows and must have the recorded hash.</summary>
public sealed class ExportCache(Database.Database database, BlobStore blobs)
{
    /// <summary>Folder of files that are made of a CSV (<see cref="Exports.ExportStore"/>): one folder for each, named by the CSV's hash.</summary>
    internal static string MadeFolder(BlobStore blobs) => Path.Combine(blobs.Root, "exports", "made");

    public string PathOf(string sha256) => Path.Combine(blobs.Root, "exports", $"{sha256}.csv");

    /// <summary>The CSV of that version, made if need be; for a version written by API its hash is made and recorded with it.</summary>
    /// <exception cref="NotFoundException">The table was purged since the version was found.</exception>
    /// <exception cref="InvalidDataException">The rows no longer give the recorded hash: the database was changed by other means than a publish.</exception>
    public async Task<ExportedCsv> GetAsync(VersionBound at, CancellationToken ct)
    {
        if (at is { Sha256: { } known, Bytes: { } bytes } && File.Exists(PathOf(known)))
            return new ExportedCsv(PathOf(known), known, bytes);

        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var temp = blobs.NewTempPath();
        try
        {
            Files.StoredBlob written;
            await using (var file = new FileStream(temp, FileMode.CreateNew))
            {
                written = await CanonicalCsv.WriteAsync(connection, at.Table, at.Where, at.Fields, file, ct);
                file.Flush(flushToDisk: true);
            }

            if (written.Sha256 != (at.Sha256 ?? written.Sha256))
                throw await IsRecordedAsync(at, ct) ? new InvalidDataException($"resource {at.ResourceId} version {at.Version}: recorded {at.Sha256}, now {written.Sha256}")
                    : new ConflictException("Cells of this version were overwritten at this moment: ask again");
            FaultPoint.Hit("csv.written");
            var path = PathOf(written.Sha256);
            BlobStore.MoveInto(temp, path);
            if (at.Sha256 is null)
                await RecordAsync(at, written, ct);
            return new ExportedCsv(path, written.Sha256, written.Bytes);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new NotFoundException("The table was purged");
        }
        finally
        {
            File.Delete(temp);
        }
    }

    private async Task RecordAsync(VersionBound at, Files.StoredBlob csv, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update ver.resource_version set sha256 = @sha256, bytes = @Bytes where resource_id = @ResourceId and v = @ChangedVersion and sha256 is null",
            new { sha256 = Convert.FromHexString(csv.Sha256), csv.Bytes, at.ResourceId, at.ChangedVersion }, cancellationToken: ct));
    }

    /// <summary>Removes the CSV of that hash and everything that was made of it.</summary>
    internal void Remove(string sha256)
    {
        File.Delete(PathOf(sha256));
        var made = Path.Combine(MadeFolder(blobs), sha256);
        if (Directory.Exists(made))
            Directory.Delete(made, recursive: true);
    }

    /// <summary>False after a redaction or an expiry that came between finding the version and reading its rows.</summary>
    private async Task<bool> IsRecordedAsync(VersionBound at, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition("""
            select exists (select 1 from ver.resource_version rv where rv.resource_id = @ResourceId and rv.v = @ChangedVersion and rv.sha256 = decode(@Sha256, 'hex'))
               and exists (select 1 from ver.dataset_version d where d.package_id = @PackageId and d.v = @Version and d.state = 'published')
            """, new { at.ResourceId, at.ChangedVersion, at.Sha256, at.PackageId, at.Version }, cancellationToken: ct));
    }

    /// <summary>Removes exports that no version has any more and that nobody wrote since that time: the dataset was purged. Returns how many.</summary>
    internal async Task<int> RemoveUnnamedAsync(DateTimeOffset before, CancellationToken ct)
    {
        var folder = new DirectoryInfo(Path.Combine(blobs.Root, "exports"));
        var made = new DirectoryInfo(MadeFolder(blobs));
        List<FileSystemInfo> old = [.. (folder.Exists ? folder.EnumerateFiles("*.csv") : []).Where(Old), .. (made.Exists ? made.EnumerateDirectories() : []).Where(Old)];
        if (old.Count == 0)
            return 0;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var named = (await connection.QueryAsync<string>(new CommandDefinition("select distinct encode(sha256, 'hex') from ver.resource_version where sha256 is not null", cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
        var gone = old.Where(file => !named.Contains(Path.GetFileNameWithoutExtension(file.Name))).ToList();
        foreach (var file in gone)
        {
            if (file is DirectoryInfo madeOfIt)
                madeOfIt.Delete(recursive: true);
            else
                file.Delete();
        }

        return gone.Count;

        bool Old(FileSystemInfo file) => file.LastWriteTimeUtc < before.UtcDateTime;
    }
}

/// <summary>A canonical CSV in the cache.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ExportedCsv(string Path, string Sha256, long Bytes);
