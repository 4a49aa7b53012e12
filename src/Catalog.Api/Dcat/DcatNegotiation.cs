using Catalog.Api.Dcat.Rdf;
using Catalog.Api.Pages;
using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Dcat;

/// <summary>
/// The page of a dataset and the home page are also its and the catalog's RDF: by <c>Accept</c> (contract 6.3). A request that prefers RDF is answered by
/// the route of that format, without a redirect.
/// </summary>
internal static class DcatNegotiation
{
    public static void UseDcatNegotiation(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (Target(http.Request) is { } target)
        {
            http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
            if (Preferred(http.Request.Headers.Accept.ToString()) is { } format)
                http.Request.Path = $"{target}.{format.Extension}";
        }

        return next(http);
    });

    /// <summary>The address of the RDF without its end; null for a path that has none.</summary>
    private static string? Target(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return null;
        var path = PortalLanguage.Neutral(request.Path).TrimEnd('/');
        if (path.Length == 0)
            return "/catalog";
        const string dataset = "/dataset/";
        return path.StartsWith(dataset, StringComparison.Ordinal) && path.AsSpan(dataset.Length).IndexOfAnyExcept(NameCharacters) < 0 ? path : null;
    }

    /// <summary>Null where a page is wanted as much: HTML wins a tie, and anything that does not ask for RDF by its name.</summary>
    private static RdfFormat? Preferred(string accept)
    {
        if (accept.Length is 0 or > 4000 || !MediaTypeHeaderValue.TryParseList([accept], out var types))
            return null;
        var ordered = types.Index().Where(type => type.Item.Quality is not 0).OrderByDescending(type => type.Item.Quality ?? 1).ThenBy(type => type.Index);
        foreach (var (_, type) in ordered)
        {
            var name = type.MediaType.ToString().ToLowerInvariant();
            if (name is "text/html" or "application/xhtml+xml" or "*/*" or "text/*")
                return null;
            if (RdfFormat.OfMediaType(name) is { } format)
                return format;
        }

        return null;
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");
}
