namespace Catalog.Api.Pages.Account;

/// <summary>What the browser of somebody who has logged in holds (security rule 22): not for scripts, not for requests from other sites that change anything.</summary>
internal static class SessionCookie
{
    public const string Name = "opendata_session";

    public static void Set(HttpContext http, string session, DateTimeOffset expires) => http.Response.Cookies.Append(Name, session, Options(http, expires));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,   // a first start at http://127.0.0.1 must work too
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
