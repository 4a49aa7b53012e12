using Dapper;
using OpenData.Core.Files;

namespace OpenData.Core.Versions;

/// <summary>Canonical CSV files by hash, under <c>exports/</c>. Only a cache: a missing file is written again from the rows and must have the recorded hash.</summary>
public sealed class ExportCache(Database.Database database, BlobStore blobs)
{
    public string PathOf(string sha256) => Path.Combine(blobs.Root, "exports", $"{sha256}.csv");

    /// <summary>Path of the CSV of that version, made if need be.</summary>
    /// <exception cref="InvalidDataException">The rows no longer give the recorded hash: the database was changed by other means than a publish.</exception>
    public async Task<string> GetAsync(VersionBound at, CancellationToken ct)
    {
        var path = PathOf(at.Sha256);
        if (File.Exists(path))
            return path;

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

            if (written.Sha256 != at.Sha256)
                throw new InvalidDataException($"resource {at.ResourceId} version {at.Version}: recorded {at.Sha256}, now {written.Sha256}");
            BlobStore.MoveInto(temp, path);
            return path;
        }
        finally
        {
            File.Delete(temp);
        }
    }

    /// <summary>Removes exports that no version has any more and that nobody wrote since that time: the dataset was purged. Returns how many.</summary>
    internal async Task<int> RemoveUnnamedAsync(DateTimeOffset before, CancellationToken ct)
    {
        var folder = new DirectoryInfo(Path.Combine(blobs.Root, "exports"));
        var old = folder.Exists ? folder.EnumerateFiles("*.csv").Where(file => file.LastWriteTimeUtc < before.UtcDateTime).ToList() : [];
        if (old.Count == 0)
            return 0;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var named = (await connection.QueryAsync<string>(new CommandDefinition("select distinct encode(sha256, 'hex') from ver.resource_version", cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
        var gone = old.Where(file => !named.Contains(Path.GetFileNameWithoutExtension(file.Name))).ToList();
        gone.ForEach(file => file.Delete());
        return gone.Count;
    }
}
