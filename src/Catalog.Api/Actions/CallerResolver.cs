using OpenData.Core.Access;

namespace Catalog.Api.Actions;

/// <summary>The caller of this request, from its token header; asked once per request (contract 1.5).</summary>
internal sealed class CallerResolver(CallerStore callers, IHttpContextAccessor accessor)
{
    private Caller? _caller;

    /// <summary>Anonymous without a token, and with one that is unknown, expired, revoked or malformed: never an error.</summary>
    public async Task<Caller> ResolveAsync(CancellationToken ct)
    {
        if (_caller is not null)
            return _caller;
        var token = Token(accessor.HttpContext!.Request.Headers);
        return _caller = token is null ? Caller.Anonymous : await callers.FindByTokenAsync(token, ct);
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
