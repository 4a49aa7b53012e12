using System.Globalization;
using System.Net;

namespace Catalog.Api.Datastore;

/// <summary>
/// <c>_links</c> of a search: the request's own path and query with another offset (contract 5.6). Where a version is kept, the following
/// pages name the one that this page shows, so that a set of pages never mixes two.
/// </summary>
internal sealed class PageLinks(HttpRequest request, int limit, long offset, int? version)
{
    public string Start => Link(null, keepVersion: false);

    /// <summary>The page behind so many rows.</summary>
    public string Next(long rows) => Link(offset + rows, keepVersion: true);

    /// <summary>The page behind a place.</summary>
    public string Behind(string cursor) => Link(null, keepVersion: true, cursor);

    /// <summary>Null on the first two pages, as in CKAN.</summary>
    public string? Prev => offset - limit > 0 ? Link(offset - limit, keepVersion: true) : null;

    private string Link(long? newOffset, bool keepVersion, string cursor = "")
    {
        var parts = new List<string>();
        var pairs = request.QueryString.Value?.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (var pair in pairs)
        {
            var name = WebUtility.UrlDecode(pair.Split('=')[0]);
            if (name is "callback" || (keepVersion && version is not null && name is "version" or "as_of"))
                continue;
            if (name == "cursor")
                parts.Add($"cursor={cursor}");
            else if (name != "offset")
                parts.Add(pair);
            else if (newOffset is { } value)
                parts.Add(Offset(value));
        }

        if (newOffset is { } added && !parts.Exists(part => part.StartsWith("offset=", StringComparison.Ordinal)))
            parts.Add(Offset(added));
        if (cursor.Length > 0 && !parts.Exists(part => part.StartsWith("cursor=", StringComparison.Ordinal)))
            parts.Add($"cursor={cursor}");
        if (keepVersion && version is { } number)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"version={number}"));
        return $"{request.PathBase}{request.Path}{(parts.Count == 0 ? "" : "?")}{string.Join('&', parts)}";
    }

    private static string Offset(long value) => string.Create(CultureInfo.InvariantCulture, $"offset={value}");
}
