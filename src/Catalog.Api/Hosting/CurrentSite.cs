using Microsoft.Extensions.Options;
using OpenData.Core.Packages;

namespace Catalog.Api.Hosting;

/// <summary>The address under which the reader of this answer finds the site.</summary>
internal sealed class CurrentSite(IOptions<SiteOptions> options, IHttpContextAccessor accessor) : ISiteAddress
{
    /// <summary>Scheme and host, no slash at the end: from the settings, else from the request.</summary>
    public string Url => options.Value.Url.Length > 0 || accessor.HttpContext is not { } http
        ? options.Value.Url
        : $"{http.Request.Scheme}://{http.Request.Host}";
}
