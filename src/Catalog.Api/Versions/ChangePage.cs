using System.Globalization;
using System.Net;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>One page of <c>datastore_changes</c>: between which versions, from where on, and how the next page is asked for.</summary>
internal sealed record ChangePage
{
    public required DifferenceReader Reader { get; init; }
    public required HttpRequest Request { get; init; }
    public required string Site { get; init; }
    public required Guid ResourceId { get; init; }
    public required int Since { get; init; }
    public required int Version { get; init; }
    public required bool IsCurrent { get; init; }

    /// <summary>Null: no rows.</summary>
    public required VersionBound? From { get; init; }
    public required VersionBound? To { get; init; }
    public required ChangeCursor After { get; init; }
    public required int Limit { get; init; }

    /// <summary>One more than the page holds, if there is one: so its reader knows whether another page follows.</summary>
    public IAsyncEnumerable<RowChange> ReadAsync(bool andOneMore, CancellationToken ct) => Reader.ReadAsync(From, To, After, Limit + (andOneMore ? 1 : 0), 0, ct);

    /// <summary>The cursor of the page behind this change.</summary>
    public string Cursor(ChangeCursor end) => string.Create(CultureInfo.InvariantCulture, $"{Version}.{end}");

    /// <summary>Address of the page at a cursor: the request's own query with it.</summary>
    public string Link(string cursor)
    {
        var query = (Request.QueryString.Value?.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Where(pair => WebUtility.UrlDecode(pair.Split('=')[0]) is not ("cursor" or "callback" or "version"));
        return $"{Site}{Request.PathBase}{Request.Path}?{string.Join('&', query.Append($"cursor={cursor}"))}";
    }
}
