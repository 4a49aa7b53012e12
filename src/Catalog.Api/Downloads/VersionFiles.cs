using System.Globalization;
using System.Text;
using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using Catalog.Api.Versions;
using Microsoft.Net.Http.Headers;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Exports;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary>The data of any version in every form, and all of a version as a Data Package. The addresses mean the same bytes for ever.</summary>
internal static class VersionFiles
{
    public static void MapVersionFiles(this IEndpointRouteBuilder files, string language, string[] methods)
    {
        files.MapMethods($"{language}/dataset/{{package}}/v/{{version:int}}/{{file}}.{{format}}", methods, FileAsync);
        files.MapMethods($"{language}/dataset/{{package}}/v/{{version:int}}/datapackage.json", methods, DescriptorAsync);
        files.MapMethods($"{language}/dataset/{{package}}/v/{{version:int}}/datapackage.zip", methods, ZipAsync);
    }

    /// <param name="http">Of the answer.</param>
    /// <param name="at">What the file is of.</param>
    /// <param name="file">The file.</param>
    /// <param name="name">To save it under.</param>
    /// <param name="rows">In it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="pinned">The address means these bytes for ever.</param>
    public static IResult Send(HttpContext http, VersionBound at, ExportFile file, string name, long rows, Caller caller, bool pinned)
    {
        var compressed = FileHeaders.IsCompressed(http, caller, file.MediaType);
        FileHeaders.Prepare(http, caller, pinned, compressed);
        FileHeaders.Attach(http, name);
        var headers = http.Response.Headers;
        headers["X-Dataset-Version"] = at.Version.ToString(CultureInfo.InvariantCulture);
        headers["X-Row-Count"] = rows.ToString(CultureInfo.InvariantCulture);
        // RFC 9530: of the bytes as sent; compressed, of those that they unpack to.
        headers[compressed ? "Unencoded-Digest" : "Repr-Digest"] = FileHeaders.Digest(file.Sha256);
        return TypedResults.Stream(
            file.Open(), file.MediaType, fileDownloadName: null, FileHeaders.WholeSeconds(at.ChangedAt), new EntityTagHeaderValue($"\"{file.Sha256}\"", compressed), enableRangeProcessing: !compressed);
    }

    /// <summary>One resource. Its name or its id stands before the ending.</summary>
    private static async Task<IResult> FileAsync(
        string package, int version, string file, string format, HttpContext http, CallerResolver callers, PackageAccess access,
        Memento memento, VersionStore versions, ExportStore exports, CancellationToken ct)
    {
        if (format != "csv" && !exports.Extensions.Contains(format))
            throw new NotFoundException($"No such form: {(format.Length > 20 ? format[..20] : format)}. There are csv, {string.Join(", ", exports.Extensions)}");
        var caller = await callers.ResolveAsync(ct);
        var readable = await access.RequireReadAsync(package, caller, ct);
        var part = (await versions.FindAsync(readable.Id, version, ct))?.Resources.FirstOrDefault(r => r.Name == file || r.ResourceId.ToString() == file)
            ?? throw new NotFoundException("No such version or resource");
        var at = await versions.FindBoundAsync(part.ResourceId, new VersionRequest(version, null), ct) ?? throw new NotFoundException("Resource was deleted");
        var export = (await exports.GetAsync(at, format, ct))!;
        await memento.DescribeAsync(http, at, memento.OfFile(at, format), ct);
        return Send(http, at, export, $"{at.ResourceName}.{format}", at.RowCount, caller, pinned: true);
    }

    /// <summary>For readers that follow addresses: the files are named by where they are.</summary>
    private static async Task<IResult> DescriptorAsync(
        string package, int version, HttpContext http, CallerResolver callers, PackageAccess access, DataPackageFiles files, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        var readable = await access.RequireReadAsync(package, caller, ct);
        var descriptor = await files.DescribeAsync(readable.Id, version, at => $"{Uri.EscapeDataString(at.ResourceName)}.csv", ct);
        http.Response.Headers.CacheControl = caller.IsAnonymous ? "no-cache, public, max-age=0, must-revalidate" : "private, no-cache";
        http.Response.Headers["X-Dataset-Version"] = version.ToString(CultureInfo.InvariantCulture);
        return TaggedDocument.Of(Encoding.UTF8.GetBytes(descriptor.ToJsonString(ApiJson.Options)), "application/json; charset=utf-8");
    }

    private static async Task<IResult> ZipAsync(string package, int version, HttpContext http, CallerResolver callers, PackageAccess access, DataPackageFiles files, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        var readable = await access.RequireReadAsync(package, caller, ct);
        var (file, first, rows) = await files.ZipAsync(readable.Id, version, ct);
        return Send(http, first, file, string.Create(CultureInfo.InvariantCulture, $"{first.PackageName}-v{version}.zip"), rows, caller, pinned: false);   // its descriptor follows the title
    }
}
