using System.Globalization;
using System.Text;
using Catalog.Api.Actions;
using Catalog.Api.Versions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary><c>/dataset/NAME/timemap</c>: when each version of a dataset, or of one resource of it, is of and where it is (RFC 7089, section 5), newest first, by pages.</summary>
internal static class TimeMap
{
    public const string MediaType = "application/link-format";

    private const int PageSize = 1_000;

    public static void MapTimeMap(this IEndpointRouteBuilder files, string language, string[] methods) =>
        files.MapMethods($"{language}/dataset/{{package}}/timemap", methods, ShowAsync);

    private static async Task<IResult> ShowAsync(
        string package, string? resource, int? before, HttpContext http, CallerResolver callers, PackageAccess access, VersionStore versions, ISiteAddress site, CancellationToken ct)
    {
        var caller = await callers.ResolveAsync(ct);
        var readable = await access.RequireReadAsync(package, caller, ct);
        var table = resource is null ? null : (await versions.FindBoundsAsync(readable.Id, VersionRequest.Current, ct)).FirstOrDefault(bound => bound.ResourceId.ToString() == resource)
            ?? throw new NotFoundException("The dataset has no table of that resource");
        var (original, ending) = table is null
            ? ($"{site.Url}/dataset/{readable.Name}", "")
            : ($"{site.Url}/dataset/{readable.Id}/resource/{table.ResourceId}/download/{Uri.EscapeDataString(table.ResourceName)}.csv", $"/{Uri.EscapeDataString(table.ResourceName)}.csv");
        var self = $"{site.Url}/dataset/{readable.Name}/timemap";
        var query = resource is null ? "" : $"&resource={resource}";
        var page = await versions.ListTimesAsync(readable.Id, before ?? int.MaxValue, PageSize, ct);

        var text = new StringBuilder($"<{original}>; rel=\"original{(table is null ? "" : " timegate")}\",\n");
        text.Append(CultureInfo.InvariantCulture, $"<{self}{(before is null && resource is null ? "" : $"?{(before is null ? "" : $"before={before}")}{query}".Replace("?&", "?", StringComparison.Ordinal))}>; rel=\"self\"; type=\"{MediaType}\"");
        foreach (var (version, time) in page)
            text.Append(CultureInfo.InvariantCulture, $",\n<{VersionResult.Link(site.Url, readable.Name, version)}{ending}>; rel=\"memento\"; datetime=\"{time:R}\"");
        if (page.Count == PageSize)
            text.Append(CultureInfo.InvariantCulture, $",\n<{self}?before={page[^1].Version}{query}>; rel=\"timemap\"; type=\"{MediaType}\"");
        http.Response.Headers.CacheControl = caller.IsAnonymous ? "no-cache, public, max-age=0, must-revalidate" : "private, no-store";
        return Results.Text(text.Append('\n').ToString(), MediaType);
    }
}
