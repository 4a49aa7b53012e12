namespace Catalog.Api.Hosting;

/// <summary>Conditions that a client puts on a write (RFC 9110, 13.1).</summary>
internal sealed class RequestConditions(IHttpContextAccessor accessor)
{
    /// <summary>The state that the client means, or null where it asks for none.</summary>
    public string? IfMatch => accessor.HttpContext?.Request.Headers.IfMatch.ToString() is { Length: > 0 } tags ? tags : null;
}
