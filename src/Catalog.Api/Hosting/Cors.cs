namespace Catalog.Api.Hosting;

/// <summary>
/// Any site's script may read what is public here: headers on every answer to a request with <c>Origin</c>, errors included (contract 1.11).
/// Credentials are not allowed, so cookies never travel along. Our own middleware, because ASP.NET's leaves its headers off where an exception is handled.
/// </summary>
internal static class Cors
{
    /// <summary>What scripts may read besides the few that they always may: each header of ours that says something.</summary>
    private const string Exposed = "Accept-Ranges, Allow, Content-Disposition, Content-Encoding, Content-Length, Content-Range, ETag, Link, Location, Memento-Datetime, RateLimit, RateLimit-Limit, RateLimit-Policy, "
        + "RateLimit-Remaining, RateLimit-Reset, Repr-Digest, Retry-After, Unencoded-Digest, Vary, X-Dataset-Version, X-Row-Count";

    public static void UseOpenCors(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.Headers.Origin.Count == 0)
            return next(http);
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "POST, PUT, GET, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, X-CKAN-API-Key, Accept-Datetime, If-Match, If-Modified-Since, If-None-Match, If-Range, Range, Want-Repr-Digest";
        headers.AccessControlExposeHeaders = Exposed;
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            return next(http);
        headers.Allow = "GET, HEAD, OPTIONS";
        return Task.CompletedTask;   // a preflight of a download or page: 200 without body
    });
}
