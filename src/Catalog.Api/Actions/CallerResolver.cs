using Catalog.Api.Pages.Account;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenData.Core.Access;

namespace Catalog.Api.Actions;

/// <summary>
/// The caller of this request; asked once per request. From its token header (contract 1.5); on pages also from the session of who has logged in. Never
/// from a session under <c>/api</c>: a page of another site could call it with the reader's cookie (security rule 22).
/// </summary>
internal sealed class CallerResolver(CallerStore callers, IHttpContextAccessor accessor)
{
    private Caller? _caller;

    /// <summary>Anonymous without a token, and with one that is unknown, expired, revoked or malformed: never an error.</summary>
    public async Task<Caller> ResolveAsync(CancellationToken ct)
    {
        if (_caller is not null)
            return _caller;
        var http = accessor.HttpContext!;
        if (Token(http.Request.Headers) is { } token)
            return _caller = await callers.FindByTokenAsync(token, ct);
        var isPage = http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
        return _caller = isPage && http.Request.Cookies[SessionCookie.Name] is { } session ? await callers.FindBySessionAsync(session, ct) : Caller.Anonymous;
    }

    private static string? Token(IHeaderDictionary headers)
    {
        const string bearer = "Bearer ";
        string? token = headers.Authorization;
        if (string.IsNullOrWhiteSpace(token))
            token = headers["X-CKAN-API-Key"];
        if (string.IsNullOrWhiteSpace(token))
            return null;
        return (token.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? token[bearer.Length..] : token).Trim();
    }
}
