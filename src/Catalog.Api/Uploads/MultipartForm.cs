using System.Text;
using Catalog.Api.Actions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OpenData.Core.Errors;
using OpenData.Core.Files;

namespace Catalog.Api.Uploads;

/// <summary>
/// Reads a multipart body as it comes (contract 1.4): texts into memory, within limits; the one file that the action takes to the disk, counted and hashed;
/// every other file to nowhere. A file of somebody whom we do not know is read and not stored.
/// </summary>
/// <param name="request">A POST of <c>multipart/form-data</c>.</param>
/// <param name="filePart">Name of the part that the action takes as a file, or null.</param>
/// <param name="stores">Whether that file is stored.</param>
internal sealed class MultipartForm(HttpRequest request, string? filePart, bool stores, BlobStore blobs, FileStoreOptions options)
{
    private const int MaxParts = 1000;
    private const int MaxTexts = 16 * 1024 * 1024;
    private const int MaxPartHeaders = 16 * 1024;
    private const int MaxBoundary = 200;

    /// <summary>
    /// Room in a body besides the file: texts, headers, and what a file is too large by. That is read and thrown away, for who still sends does not read an answer:
    /// a larger body ends in a closed connection rather than in words.
    /// </summary>
    private const long Room = 512L * 1024 * 1024;

    private readonly List<KeyValuePair<string, string>> _texts = [];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _textBytes;
    private ReceivedFile? _file;

    /// <returns>The texts in their order, and the file: the caller disposes it.</returns>
    /// <exception cref="BadRequestException">The body is no multipart form, is cut short, or has too many or too large parts.</exception>
    /// <exception cref="ValidationException">The body is larger than any file that would be taken.</exception>
    public async Task<(IReadOnlyList<KeyValuePair<string, string>> Texts, ReceivedFile? File)> ReadAsync(CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.MaxUploadBytes + Room;
        try
        {
            await ReadPartsAsync(new MultipartReader(Boundary(), request.Body) { HeadersLengthLimit = MaxPartHeaders }, ct);
            return (_texts, _file);
        }
        catch (Exception e)
        {
            _file?.Dispose();
            if (e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } && filePart is not null)
                throw new ValidationException("upload", "File upload too large");
            throw;
        }
    }

    private async Task ReadPartsAsync(MultipartReader reader, CancellationToken ct)
    {
        var count = 0;
        while (await ReadingAsync(() => reader.ReadNextSectionAsync(ct)) is { } part)
        {
            if (++count > MaxParts)
                throw new BadRequestException($"more than {MaxParts} parts");
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) || Unquoted(disposition.Name.Value) is not { Length: > 0 } name)
                throw new BadRequestException("a part of the multipart body has no name");
            if (!disposition.Parameters.Any(parameter => parameter.Name.StartsWith("filename", StringComparison.OrdinalIgnoreCase)))
                _texts.Add(new(name, await ReadTextAsync(part.Body, ct)));
            else if (name == filePart && stores && _file is null && FileName(disposition) is { Length: > 0 } fileName)
                _file = await ReceivedFile.ReceiveAsync((buffer, token) => ReadAsync(part.Body, buffer, token), fileName, MaxBytes, blobs, ct);
            else
                while (await ReadAsync(part.Body, _buffer, ct) > 0) { }
        }
    }

    private long MaxBytes => filePart is CkanAction.ImagePart or CkanAction.LogoPart ? options.MaxImageBytes : options.MaxUploadBytes;

    private async Task<string> ReadTextAsync(Stream body, CancellationToken ct)
    {
        using var text = new MemoryStream();
        int length;
        while ((length = await ReadAsync(body, _buffer, ct)) > 0)
        {
            _textBytes += length;
            if (_textBytes > MaxTexts)
                throw new BadRequestException($"the texts of the body are larger than {MaxTexts} bytes", StatusCodes.Status413PayloadTooLarge);
            text.Write(_buffer, 0, length);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private string Boundary()
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundary } boundary)
            return boundary;
        throw new BadRequestException("the multipart body has no boundary");
    }

    /// <summary>The name in UTF-8 (<c>filename*</c>) wins over the plain one, which many clients send in UTF-8 as well.</summary>
    private static string FileName(ContentDispositionHeaderValue disposition) =>
        disposition.FileNameStar.Value is { Length: > 0 } named ? named : Unquoted(disposition.FileName.Value);

    private static string Unquoted(string? text) => HeaderUtilities.UnescapeAsQuotedString(text ?? "").Value ?? "";

    private static ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken ct) => new(ReadingAsync(() => body.ReadAsync(buffer, ct).AsTask()));

    /// <summary>What goes wrong while the body is read is the sender's doing; what goes wrong while it is written is not.</summary>
    private static async Task<T> ReadingAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadRequestException("the multipart body cannot be read");
        }
    }
}
