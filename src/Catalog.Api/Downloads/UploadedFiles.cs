using Catalog.Api.Actions;
using Microsoft.Net.Http.Headers;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Packages;

namespace Catalog.Api.Downloads;

/// <summary>Files that were uploaded: a resource's current one, any that it ever had, and pictures (contract 6.1, 6.2).</summary>
internal static class UploadedFiles
{
    public static void MapUploadedFiles(this IEndpointRouteBuilder files, string language, string[] methods)
    {
        files.MapMethods($"{language}/dataset/{{package}}/resource/{{resource}}/file/{{sha256}}/{{name}}", methods, PinnedAsync);
        if (language.Length == 0)
            files.MapMethods("/uploads/{folder:regex(^(group|user|admin)$)}/{name}", methods, ImageAsync);
    }

    /// <summary>The bytes as stored.</summary>
    /// <exception cref="NotFoundException">The store has lost them.</exception>
    public static IResult Send(HttpContext http, ResourceFile file, Caller caller, BlobStore blobs, bool immutable)
    {
        if (!blobs.Exists(file.Sha256))
            throw new NotFoundException("Resource has no file");
        FileHeaders.Prepare(http, caller, immutable);
        FileHeaders.Attach(http, file.SentName ?? file.FileName, plainName: file.FileName);   // the plain name is that of the address
        return TypedResults.PhysicalFile(
            blobs.PathOf(file.Sha256), FileHeaders.ContentType(file.MediaType, file.FileName), fileDownloadName: null, FileHeaders.WholeSeconds(file.UploadedAt),
            new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>A file that a resource of this dataset has or had: who may read the dataset now may read it. The name in the address is not looked at.</summary>
    private static async Task<IResult> PinnedAsync(
        string package, string resource, string sha256, HttpContext http, CallerResolver callers, PackageAccess access, ResourceFileStore files, BlobStore blobs, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        var readable = await access.RequireReadAsync(package, caller, ct);
        var isHash = sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower);
        var file = isHash && Guid.TryParseExact(resource, "D", out var id) ? await files.FindAsync(readable.Id, id, sha256, ct) : null;
        return Send(http, file ?? throw new NotFoundException("No such file"), caller, blobs, immutable: true);
    }

    /// <summary>Shown in pages, so no attachment: the type is one of three that hold no scripts, and the bytes were written by us.</summary>
    private static async Task<IResult> ImageAsync(string folder, string name, HttpContext http, CallerResolver callers, ImageStore images, BlobStore blobs, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        if (name.Contains('\0', StringComparison.Ordinal) || await images.FindAsync(folder, name, caller, ct) is not { } image || !blobs.Exists(image.Sha256))
            throw new NotFoundException("No such picture");
        FileHeaders.Prepare(http, caller, immutable: false);   // kept by others only as long as we still show it
        return TypedResults.PhysicalFile(
            blobs.PathOf(image.Sha256), image.MediaType, fileDownloadName: null, FileHeaders.WholeSeconds(image.UploadedAt), new EntityTagHeaderValue($"\"{image.Sha256}\""),
            enableRangeProcessing: true);
    }
}
