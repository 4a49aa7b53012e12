using System.Globalization;
using Catalog.Api.Downloads;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>
/// Time travel by HTTP alone (RFC 7089, relations of RFC 5829 and 8574): the download and the dump of a table are its TimeGates, what is read at an address that names a version is a memento.
/// The time of a version is the one that <c>as_of</c> means: the day that its source states, else when it was published.
/// </summary>
internal sealed class Memento(VersionStore versions, ISiteAddress site)
{
    /// <summary>A redirect to the version of the time that the reader asks for, the first one for an earlier time; null when he asks for none.</summary>
    /// <exception cref="BadQueryException">A time that cannot be read.</exception>
    public async Task<IResult?> NegotiateAsync(HttpContext http, VersionBound current, MementoAddress address, Caller caller, CancellationToken ct)
    {
        var headers = http.Response.Headers;
        headers.Append("Vary", "Accept-Datetime");
        var asked = http.Request.Headers["Accept-Datetime"].ToString();
        List<string> links = [Relation(address.Original, "original timegate"), Map(current)];
        if (asked.Length == 0)
        {
            headers.Append("Link", string.Join(", ", [Cite(current), .. links]));
            return null;
        }

        if (!DateTimeOffset.TryParseExact(asked, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new BadQueryException("Accept-Datetime", "Not a date of HTTP such as Tue, 20 Jun 2016 10:00:00 GMT");
        var number = await versions.ResolveAsync(current.PackageId, new VersionRequest(null, time), ct) ?? await versions.FindFirstAsync(current.PackageId, ct) ?? current.Version;
        headers.Append("Link", string.Join(", ", links));
        headers.CacheControl = caller.IsAnonymous ? "no-cache, public, max-age=0, must-revalidate" : "private, no-store";
        return Results.Redirect(address.Of(number));
    }

    /// <summary>Says of a file of a version which time it is of and where the others are.</summary>
    public async Task DescribeAsync(HttpContext http, VersionBound at, MementoAddress address, CancellationToken ct)
    {
        var order = await versions.FindByTimeAsync(at, ct);
        List<string> links = [Relation(address.Original, "original timegate"), .. Numbered(at, address)];
        foreach (var (version, relation) in new[] { (order.First, "first memento"), (order.Before, "prev memento"), (order.After, "next memento"), (order.Last, "last memento") })
        {
            if (version is { } other)
                links.Add($"{Relation(address.Of(other.Version), relation)}; datetime=\"{other.Time:R}\"");
        }

        Write(http, at, links);
    }

    /// <summary>The same of a page of rows, as far as it costs nothing: its neighbours by number; the time map has the times.</summary>
    public void Describe(HttpContext http, VersionBound at, MementoAddress address) => Write(http, at, [Relation(address.Original, "original"), .. Numbered(at, address)]);

    /// <summary>What a file of a version is called and where its other versions are.</summary>
    public MementoAddress OfFile(VersionBound at, string format) => new(
        $"{site.Url}/dataset/{at.PackageId}/resource/{at.ResourceId}/download/{Uri.EscapeDataString(at.ResourceName)}.csv",
        version => $"{VersionResult.Link(site.Url, at.PackageName, version)}/{Uri.EscapeDataString(at.ResourceName)}.{format}");

    /// <summary>The request's own address, for routes that take <c>version</c> and <c>as_of</c>.</summary>
    public MementoAddress OfRequest(HttpRequest request) => MementoAddress.OfRequest(request, site.Url);

    private IEnumerable<string> Numbered(VersionBound at, MementoAddress address)
    {
        yield return Map(at);
        yield return Cite(at);
        yield return Relation(address.Original, "latest-version");
        if (at.Predecessor is { } before)
            yield return Relation(address.Of(before), "predecessor-version");
        if (at.Successor is { } after)
            yield return Relation(address.Of(after), "successor-version");
    }

    private static void Write(HttpContext http, VersionBound at, IEnumerable<string> links)
    {
        http.Response.Headers["Memento-Datetime"] = at.Time.ToString("R", CultureInfo.InvariantCulture);
        http.Response.Headers.Append("Link", string.Join(", ", links));
    }

    private string Cite(VersionBound at) => Relation(VersionResult.Link(site.Url, at.PackageName, at.Version), "cite-as");

    private string Map(VersionBound at) =>
        $"<{site.Url}/dataset/{at.PackageName}/timemap?resource={at.ResourceId}>; rel=\"timemap version-history\"; type=\"{TimeMap.MediaType}\"";

    private static string Relation(string address, string relation) => $"<{address}>; rel=\"{relation}\"";
}
