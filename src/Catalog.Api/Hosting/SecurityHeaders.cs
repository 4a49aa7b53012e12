namespace Catalog.Api.Hosting;

/// <summary>Headers that every answer has; pages and downloads set stricter or wider policies of their own (security rules 17, 19).</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        return next(http);
    });
}
