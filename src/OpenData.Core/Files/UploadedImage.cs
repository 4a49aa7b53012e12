using System.Globalization;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Files.Images;
using OpenData.Core.Packages;

namespace OpenData.Core.Files;

/// <summary>A picture that somebody sent for an organization, group, user or as the site's logo, checked and cleaned; written with what it belongs to, in one transaction.</summary>
public sealed class UploadedImage : IDisposable
{
    private readonly ReceivedFile _file;
    private readonly string _mediaType;
    private readonly DateTimeOffset _time;

    private UploadedImage(ReceivedFile file, string folder, string mediaType, DateTimeOffset time)
    {
        (_file, Folder, _mediaType, _time) = (file, folder, mediaType, time);
        Name = string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd-HHmmss.ffffff}{MungedName.Of(file.Name)}");
    }

    /// <summary><c>group</c> (organizations too), <c>user</c>, or <c>admin</c> for the site's logo.</summary>
    public string Folder { get; }

    /// <summary>What <c>image_url</c> becomes.</summary>
    public string Name { get; }

    /// <exception cref="ValidationException">Too large, no picture that we take, damaged, or of too many pixels (contract 1.4, security rule 18).</exception>
    public static async Task<UploadedImage> OfAsync(ReceivedFile received, string folder, BlobStore blobs, TimeProvider clock, CancellationToken ct)
    {
        if (received.IsTooLarge)
            throw new ValidationException("upload", "File upload too large");
        var kind = await FileCheck.KindAsync(received.Path, ct);
        var mediaType = MediaTypeOf(kind);
        if (mediaType is null || (MediaTypes.OfName(received.Name) is { } named && !named.StartsWith("image/", StringComparison.Ordinal)))
            throw new ValidationException(PartOf(folder), $"Unsupported upload type: {mediaType switch { null => Words(kind, received.Name), _ => MediaTypes.OfName(received.Name) }}");
        try
        {
            var clean = CleanImage.Of(kind, await File.ReadAllBytesAsync(received.Path, ct));
            using var bytes = new MemoryStream(clean.Bytes);
            var file = await ReceivedFile.ReceiveAsync(bytes.ReadAsync, received.Name, long.MaxValue, blobs, ct);
            return new UploadedImage(file, folder, mediaType, Clock.Microseconds(clock.GetUtcNow()));
        }
        catch (InvalidDataException e)
        {
            throw new ValidationException(PartOf(folder), $"The picture cannot be taken: {e.Message}");
        }
    }

    /// <summary>Keeps the bytes and writes their row.</summary>
    public Task AddAsync(NpgsqlConnection connection, Guid? uploadedBy, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.image (folder, name, sha256, bytes, media_type, uploaded_at, uploaded_by)
            values (@Folder, @Name, decode(@Sha256, 'hex'), @Bytes, @mediaType, @time, @uploadedBy)
            """;
        _file.Keep();
        return connection.ExecuteAsync(new CommandDefinition(
            sql, new { Folder, Name, _file.Sha256, _file.Bytes, mediaType = _mediaType, time = _time, uploadedBy }, cancellationToken: ct));
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The part that it came in, which is blamed (contract 1.4).</summary>
    private static string PartOf(string folder) => folder == "admin" ? "logo_upload" : "image_upload";

    private static string? MediaTypeOf(FileKind kind) => kind switch
    {
        FileKind.Png => "image/png",
        FileKind.Gif => "image/gif",
        FileKind.Jpeg => "image/jpeg",
        _ => null,
    };

    /// <summary>What the bytes are, for people who wonder why they were refused.</summary>
    private static string Words(FileKind kind, string name) => kind switch
    {
        FileKind.Pdf => "application/pdf",
        FileKind.Zip => "application/zip",
        FileKind.Markup => MediaTypes.OfName(name) is "image/svg+xml" ? "image/svg+xml" : "text/html",
        FileKind.Empty => "inode/x-empty",
        FileKind.Other when MediaTypes.OfName(name) is { } named && !named.StartsWith("image/", StringComparison.Ordinal) => named,
        _ => "application/octet-stream",
    };
}
