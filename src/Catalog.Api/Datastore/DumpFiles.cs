using Dapper;
using OpenData.Core.Database;
using OpenData.Core.Datastore;
using OpenData.Core.Exports;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary>
/// Whole dumps as files, kept with the other forms of their version (<see cref="ExportStore"/>). What is small is made before it is sent, and so is what is asked for in
/// parts or with a digest; readers of a whole large one need not wait.
/// </summary>
internal sealed class DumpFiles(ExportStore exports, RowReader reader, Database database)
{
    /// <summary>Cells of a table that is written in a fraction of a second.</summary>
    private const long Small = 200_000;

    /// <summary>To be raised when the same rows give other bytes than before.</summary>
    private const string Writing = "1";

    public static bool IsSmall(VersionBound at) => at.RowCount * (at.Fields.Count + 1) <= Small;

    /// <summary>Names the bytes before they are made, and whichever way they are asked for; null where nothing can tell that they stay the same.</summary>
    public async Task<string?> TagAsync(Dump dump, VersionBound at, CancellationToken ct)
    {
        if (dump.Shape is not { } shape)
            return null;
        // Besides a redaction nothing changes the rows of a version. The records' own marks change when somebody asks for the hash of the CSV.
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var redacted = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select extract(epoch from redacted_at)::text from ver.resource_version where resource_id = @ResourceId and v = @ChangedVersion", new { at.ResourceId, at.ChangedVersion }, cancellationToken: ct));
        return ExportStore.Hash($"{Writing} {at.TableNo} {at.ChangedVersion} {redacted} {shape} {Field.ListToJson(at.Fields)}")[..32];
    }

    /// <summary>The file, if it is there already.</summary>
    public ExportFile? Find(Dump dump, VersionBound at, string tag) => exports.Find(at, tag, dump.Format.Name, dump.Format.ContentType);

    /// <summary>The file, made if need be; null where somebody else's file is being made and this one is not waited for.</summary>
    /// <exception cref="OpenData.Core.Errors.ConflictException">Somebody changed what the version shows meanwhile.</exception>
    public Task<ExportFile?> MakeAsync(Dump dump, VersionBound at, string tag, bool wait, CancellationToken ct) =>
        exports.TryMakeAsync(at, tag, dump.Format.Name, dump.Format.ContentType, wait, async target =>
        {
            await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await dump.WriteAsync(reader, database, bytes => file.WriteAsync(bytes, ct), ct);
        }, ct);
}
