using System.Security.Cryptography;
using System.Text;
using OpenData.Core.Files;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace OpenData.Core.Exports;

/// <summary>
/// Versions as files of every form. A file is made whole before its first byte is sent, so that one that failed can never pass for a short good one, and has a
/// length, a hash and ranges. It is kept under <c>exports/made/HASH OF THE CSV/</c>, with its own hash in its name; what is gone is made again.
/// </summary>
public sealed class ExportStore(ExportCache csv, BlobStore blobs, IEnumerable<ExportFormat> formats) : IDisposable
{
    /// <summary>Files that are made at the same time: each takes a processor and up to 256 MB.</summary>
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _makers = new(AtOnce);

    /// <summary>Endings of the forms besides <c>csv</c>.</summary>
    public IReadOnlyList<string> Extensions { get; } = [.. formats.Select(format => format.Extension)];

    public void Dispose() => _makers.Dispose();

    /// <summary>The file, made if need be; null for an ending that no form has.</summary>
    /// <exception cref="Errors.ValidationException">The rows do not fit that form.</exception>
    public async Task<ExportFile?> GetAsync(VersionBound at, string extension, CancellationToken ct)
    {
        var source = await csv.GetAsync(at, ct);
        if (extension == "csv")
            return new ExportFile(source.Path, source.Sha256, ExportFile.CsvType);
        return formats.FirstOrDefault(format => format.Extension == extension) is { } form
            ? await MadeAsync(Key(at), form.Extension, form.MediaType, source.Sha256, target => form.WriteAsync(at, source, target, ct), ct)
            : null;
    }

    /// <summary>A file of a version in a form that is not registered here, made if need be; null where no place is free and the caller does not wait for one.</summary>
    /// <inheritdoc cref="MadeAsync"/>
    public async Task<ExportFile?> TryMakeAsync(VersionBound at, string key, string extension, string mediaType, bool wait, Func<string, Task> write, CancellationToken ct) =>
        wait || _makers.CurrentCount > 0 ? await MadeAsync(key, extension, mediaType, (await csv.GetAsync(at, ct)).Sha256, write, ct) : null;

    /// <summary>A file that is made of a version once.</summary>
    /// <param name="key">What its bytes depend on besides the CSV.</param>
    /// <param name="extension">Ending of its name.</param>
    /// <param name="mediaType">As answered.</param>
    /// <param name="sha256">Of the CSV, whose end is also this file's.</param>
    /// <param name="write">Writes it to a path.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="Errors.ConflictException">What it is made of was removed meanwhile.</exception>
    public async Task<ExportFile> MadeAsync(string key, string extension, string mediaType, string sha256, Func<string, Task> write, CancellationToken ct)
    {
        var folder = Folder(sha256);
        if (Find() is { } there)
            return there;
        await _makers.WaitAsync(ct);
        var temp = blobs.NewTempPath();
        try
        {
            if (Find() is { } meanwhile)
                return meanwhile;
            await write(temp);
            FaultPoint.Hit("file.written");
            BlobStore.MoveInto(temp, Path.Combine(folder, $"{key}.{await HashAsync(temp, ct)}.{extension}"));
            // Who removes a version's files takes its CSV first and what was made of it then: it may have looked before this one was there.
            if (!File.Exists(csv.PathOf(sha256)))
                Directory.Delete(folder, recursive: true);
            return Find() ?? throw ExportFile.Removed();
        }
        catch (Exception e) when (ExportFile.IsRemoved(e))
        {
            throw ExportFile.Removed();
        }
        finally
        {
            File.Delete(temp);
            _makers.Release();
        }

        ExportFile? Find() => Made(folder, key, extension, mediaType);
    }

    /// <summary>The file, if it is there already.</summary>
    public ExportFile? Find(VersionBound at, string extension) => at.Sha256 is { } sha256 && formats.FirstOrDefault(format => format.Extension == extension) is { } form
        ? Made(Folder(sha256), Key(at), form.Extension, form.MediaType)
        : null;

    /// <summary>The file of <see cref="TryMakeAsync"/>, if it is there already.</summary>
    public ExportFile? Find(VersionBound at, string key, string extension, string mediaType) => at.Sha256 is { } sha256 ? Made(Folder(sha256), key, extension, mediaType) : null;

    private static ExportFile? Made(string folder, string key, string extension, string mediaType) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, $"{key}.*.{extension}").Order(StringComparer.Ordinal).FirstOrDefault() is { } path
            ? new ExportFile(path, Path.GetFileName(path).Split('.')[1], mediaType)
            : null
        : null;

    private string Folder(string sha256) => Path.Combine(ExportCache.MadeFolder(blobs), sha256);

    /// <summary>Equal rows with other types or titles are other files.</summary>
    private static string Key(VersionBound at) => ShortHash(Field.ListToJson(at.Fields));

    /// <summary>Sixteen hex digits.</summary>
    public static string ShortHash(string text) => Hash(text)[..16];

    /// <summary>SHA-256 in hex.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
        file.Flush(flushToDisk: true);
        return hash;
    }
}
