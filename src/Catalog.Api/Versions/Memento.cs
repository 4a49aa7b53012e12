using System.Globalization;
using Catalog.Api.Downloads;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>
/// Time travel by HTTP alone (RFC 7089, relations of RFC 5829 and 8574): the download of a table is its TimeGate, a file at a pinned address a memento. The time of a version
/// is the one that <c>as_of</c> means: the day that its source states, else when it was published.
/// </summary>
internal sealed class Memento(VersionStore versions, ISiteAddress site)
{
    /// <summary>A redirect to the version of the time that the reader asks for, the first one for an earlier time; null when he asks for none.</summary>
    /// <exception cref="BadQueryException">A time that cannot be read.</exception>
    public async Task<IResult?> NegotiateAsync(HttpContext http, VersionBound current, Caller caller, CancellationToken ct)
    {
        var headers = http.Response.Headers;
        headers.Append("Vary", "Accept-Datetime");
        var asked = http.Request.Headers["Accept-Datetime"].ToString();
        if (asked.Length == 0)
        {
            headers.Append("Link", string.Join(", ", [Relation(Pinned(current, current.Version), "cite-as"), .. Around(current)]));
            return null;
        }

        if (!DateTimeOffset.TryParseExact(asked, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new BadQueryException("Accept-Datetime", "Not a date of HTTP such as Tue, 20 Jun 2016 10:00:00 GMT");
        var number = await versions.ResolveAsync(current.PackageId, new VersionRequest(null, time), ct) ?? await versions.FindFirstAsync(current.PackageId, ct) ?? current.Version;
        headers.Append("Link", string.Join(", ", Around(current)));
        headers.CacheControl = caller.IsAnonymous ? "no-cache, public, max-age=0, must-revalidate" : "private, no-store";
        return Results.Redirect($"{Pinned(current, number)}/{File(current)}.csv");
    }

    /// <summary>Says of a pinned file which time it is of and where its other versions are.</summary>
    public async Task DescribeAsync(HttpContext http, VersionBound at, string format, CancellationToken ct)
    {
        var (before, after) = await versions.FindNeighboursAsync(at.PackageId, at.Version, ct);
        List<string> links = [Relation(Pinned(at, at.Version), "cite-as"), .. Around(at), Relation(Original(at), "latest-version")];
        if (before is { } earlier)
            links.Add(Relation($"{Pinned(at, earlier)}/{File(at)}.{format}", "predecessor-version"));
        if (after is { } later)
            links.Add(Relation($"{Pinned(at, later)}/{File(at)}.{format}", "successor-version"));
        http.Response.Headers["Memento-Datetime"] = at.Time.ToString("R", CultureInfo.InvariantCulture);
        http.Response.Headers.Append("Link", string.Join(", ", links));
    }

    /// <summary>The links that every answer has.</summary>
    private IEnumerable<string> Around(VersionBound at) =>
    [
        Relation(Original(at), "original timegate"),
        $"<{site.Url}/dataset/{at.PackageName}/timemap?resource={at.ResourceId}>; rel=\"timemap version-history\"; type=\"{TimeMap.MediaType}\"",
    ];

    private static string Relation(string address, string relation) => $"<{address}>; rel=\"{relation}\"";

    private string Original(VersionBound at) => $"{site.Url}/dataset/{at.PackageId}/resource/{at.ResourceId}/download/{File(at)}.csv";

    private string Pinned(VersionBound at, int version) => VersionResult.Link(site.Url, at.PackageName, version);

    private static string File(VersionBound at) => Uri.EscapeDataString(at.ResourceName);
}
