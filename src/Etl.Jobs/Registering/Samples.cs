using System.Security.Cryptography;
using Budget.Importers.Mapping;
using Dapper;
using Etl.Jobs.Fetching;
using OpenData.Core.Database;

namespace Etl.Jobs.Registering;

/// <summary>Delivers the sample files of a dataset's folder to its drop folder, once: bytes that were ever taken are not delivered again.</summary>
internal sealed class Samples(Database database, Inbox inbox)
{
    /// <returns>How many files were delivered.</returns>
    public async Task<int> DeliverAsync(DatasetFolder folder, CancellationToken ct)
    {
        if (folder.Mapping.Etl.Sources.OfType<FolderSource>().FirstOrDefault() is not { } source || !Directory.Exists(folder.Samples))
            return 0;
        var delivered = 0;
        foreach (var file in Directory.EnumerateFiles(folder.Samples, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(folder.Samples, file);
            if (!folder.Mapping.Resources.Any(resource => resource.Matches(path)) || await WasTakenAsync(file, ct))
                continue;
            Deliver(file, Path.Combine(inbox.Of(source), path));
            delivered++;
        }

        return delivered;
    }

    private async Task<bool> WasTakenAsync(string file, CancellationToken ct)
    {
        await using var content = File.OpenRead(file);
        var sha256 = await SHA256.HashDataAsync(content, ct);
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select exists (select 1 from ver.source_file where sha256 = @sha256)", new { sha256 }, cancellationToken: ct));
    }

    /// <summary>By a rename, so that nobody sees half a file. The time stays that of the sample: it has long stood still.</summary>
    private static void Deliver(string from, string to)
    {
        var temp = Path.Combine(Path.GetDirectoryName(to)!, $".{Path.GetFileName(to)}.part");
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, temp, overwrite: true);
        File.SetLastWriteTimeUtc(temp, File.GetLastWriteTimeUtc(from));
        File.Move(temp, to, overwrite: true);
    }
}
