using System.Globalization;
using System.Net;

namespace Catalog.Api.Versions;

/// <summary>Where a resource of the web is at any time.</summary>
/// <param name="Original">As it is now.</param>
/// <param name="Of">As it is in a version.</param>
internal sealed record MementoAddress(string Original, Func<int, string> Of)
{
    /// <summary>The address of a request that may name its version in <c>version</c>, <c>as_of</c> or behind the resource's id (<c>id@7</c>).</summary>
    public static MementoAddress OfRequest(HttpRequest request, string site)
    {
        var pairs = (request.QueryString.Value?.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Select(pair => (Name: WebUtility.UrlDecode(pair.Split('=')[0]), Pair: pair))
            .Where(pair => pair.Name is not ("version" or "as_of" or "callback" or "cursor"))
            .Select(pair => pair.Name is "resource_id" or "id" ? Unpinned(pair.Pair) : pair.Pair)
            .ToList();
        var path = $"{site}{request.PathBase.ToUriComponent()}{Unpinned(request.Path.ToUriComponent())}";
        return new MementoAddress(Address(pairs), version => Address([.. pairs, string.Create(CultureInfo.InvariantCulture, $"version={version}")]));

        string Address(IReadOnlyCollection<string> query) => query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    /// <summary>Without a version behind the id, which is what comes last.</summary>
    private static string Unpinned(string text)
    {
        var at = text.LastIndexOf('@');
        var length = 1;
        if (at < 0 && (at = text.LastIndexOf("%40", StringComparison.Ordinal)) >= 0)
            length = 3;
        return at > 0 && text[(at + length)..].All(char.IsAsciiDigit) ? text[..at] : text;
    }
}
