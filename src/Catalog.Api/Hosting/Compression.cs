using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Catalog.Api.Hosting;

/// <summary>
/// Texts travel compressed to who asks for it anonymously. Not to who sends a token or a cookie: the length of a compressed page tells of secrets in it.
/// Files keep their bytes, so that length, hash and ranges stay true, unless a whole text is asked for.
/// </summary>
internal static class Compression
{
    private static readonly string[] Types =
    [
        "text/html", "text/css", "text/javascript", "application/javascript", "application/json", "application/ld+json", "application/rdf+xml", "application/atom+xml", "application/xml",
        "text/turtle", "text/n3", "text/plain", "text/csv", "text/tab-separated-values", "text/xml", "application/jsonl",
    ];

    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = Types;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public static void UseCompression(this IApplicationBuilder app) => app.UseWhen(IsSafe, branch => branch.UseResponseCompression());

    private static bool IsSafe(HttpContext http)
    {
        var headers = http.Request.Headers;
        return headers.Authorization.Count == 0 && headers.Cookie.Count == 0 && !headers.ContainsKey("X-CKAN-API-Key");
    }
}
