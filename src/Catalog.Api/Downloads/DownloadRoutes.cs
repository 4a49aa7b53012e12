using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using Catalog.Api.Versions;
using Microsoft.Net.Http.Headers;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Exports;
using OpenData.Core.Files;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary>Files: the current data of a resource, and original files byte for byte (contract 6.2, design A.6).</summary>
internal static class DownloadRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapDownloads(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("").AddEndpointFilter<PlainErrors>().WithMetadata(new RequestCost(5));
        foreach (var language in new[] { "", "/{language:regex(^[a-z][a-z]$)}" })
        {
            files.MapMethods($"{language}/dataset/{{package}}/resource/{{resource}}/download/{{file?}}", Methods, DownloadAsync);
            files.MapMethods($"{language}/dataset/{{package}}/source/{{sha256}}", Methods, SourceAsync);
            files.MapVersionFiles(language, Methods);
            files.MapUploadedFiles(language, Methods);
            files.MapTimeMap(language, Methods);
        }
    }

    /// <summary>The data that a source feeds, the uploaded file, of a link a redirect to it; what has only a table that clients write, that as CSV. The file name in the address is not looked at: old names keep working.</summary>
    private static async Task<IResult> DownloadAsync(
        string package, string resource, HttpContext http, CallerResolver callers, PackageAccess access,
        PackageStore packages, VersionStore versions, ExportStore exports, ResourceFileStore uploads, BlobStore blobs, Memento memento, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        await access.RequireReadAsync(package, caller, ct);
        var readable = await access.RequireReadResourceAsync(resource, caller, ct);
        var at = await versions.FindBoundAsync(readable.Id, VersionRequest.Current, ct);
        if (at is { IsFed: true })
            return await CurrentAsync(http, at, exports, caller, memento, ct);
        if (await uploads.FindCurrentAsync(readable.Id, ct) is { } file)
            return UploadedFiles.Send(http, file, caller, blobs, immutable: false);
        var shown = (await packages.FindAsync(readable.Package.Id.ToString(), ct))?.Resources.FirstOrDefault(r => r.Id == readable.Id);
        if (at is not null && shown is null or { UrlType: "datastore" } or { Url.Length: 0 })
            return await CurrentAsync(http, at!, exports, caller, memento, ct);
        // Never our own address again, nor one that a browser would run.
        return shown is { UrlType: not "upload", Url.Length: > 0 } && Uri.TryCreate(shown.Url, UriKind.Absolute, out var target) && target.Scheme is "http" or "https" or "ftp"
            && !target.AbsolutePath.Contains($"/resource/{readable.Id}/download", StringComparison.OrdinalIgnoreCase)
            ? Results.Redirect(AsHeader(shown.Url, target))
            : throw new NotFoundException("Resource has no file");
    }

    private static async Task<IResult> CurrentAsync(HttpContext http, VersionBound at, ExportStore exports, Caller caller, Memento memento, CancellationToken ct)
    {
        if (await memento.NegotiateAsync(http, at, memento.OfFile(at, "csv"), caller, ct) is { } earlier)
            return earlier;
        return VersionFiles.Send(http, at, (await exports.GetAsync(at, "csv", ct))!, $"{at.ResourceName}.csv", at.RowCount, caller, pinned: false);
    }

    /// <summary>As written where a header can hold it, else in its ASCII form.</summary>
    private static string AsHeader(string url, Uri target) =>
        url.All(c => c is > ' ' and < '\x7f') ? url : new UriBuilder(target) { Host = target.IdnHost }.Uri.AbsoluteUri;

    /// <summary>An original file, of versions of this dataset only: a hash learned elsewhere opens nothing.</summary>
    private static async Task<IResult> SourceAsync(
        string package, string sha256, HttpContext http, CallerResolver callers, PackageAccess access, ProvenanceStore provenance, BlobStore blobs, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        var readable = await access.RequireReadAsync(package, caller, ct);
        var isHash = sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower);
        var file = isHash ? await provenance.FindFileAsync(readable.Id, sha256, ct) : null;
        if (file is null || !blobs.Exists(file.Sha256))
            throw new NotFoundException("No such file");
        FileHeaders.Prepare(http, caller, immutable: true);
        FileHeaders.Attach(http, file.Name);
        return TypedResults.PhysicalFile(
            blobs.PathOf(file.Sha256), "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }
}
