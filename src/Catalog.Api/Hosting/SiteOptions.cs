using System.ComponentModel.DataAnnotations;
using System.Net;
using OpenData.Core.Hosting;

namespace Catalog.Api.Hosting;

/// <summary>Section <c>Site</c>.</summary>
[OptionsSection("Site")]
internal sealed class SiteOptions : IValidatableObject
{
    public const string DefaultTitle = "Open Data";

    /// <summary>Public address without a slash at the end, such as <c>https://data.example.org</c>; empty: taken from each request's Host header. Who asks under another name than this or <c>localhost</c> is refused with 400, unless <c>AllowedHosts</c>, names separated by semicolons, says which are right.</summary>
    [RegularExpression("^(https?://[^/?#]+)?$", ErrorMessage = "Site:Url must look like https://data.example.org, without a path")]
    public string Url { get; init; } = "";

    /// <summary>Name of the catalog in pages and status_show. As it is by default, pages say the same in their language.</summary>
    [Required]
    public string Title { get; init; } = DefaultTitle;

    /// <summary>One sentence about the catalog.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where to report a weakness, for <c>/.well-known/security.txt</c>: <c>mailto:</c> or <c>https:</c>; empty: there is no such file.</summary>
    [RegularExpression("^((mailto:[^ @]+@[^ @]+|https://[^ ]+))?$", ErrorMessage = "Site:SecurityContact must begin with mailto: or https:")]
    public string SecurityContact { get; init; } = "";

    /// <summary>Networks of the proxies in front of the site, such as `10.0.0.0/8`. Only what comes from them may say by `X-Forwarded-For` and `X-Forwarded-Proto` who the client is and that it came by https; empty: nobody may.</summary>
    public IReadOnlyList<string> ProxyNetworks { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ProxyNetworks.Where(network => !IPNetwork.TryParse(network, out _)).Select(network => new ValidationResult($"Site:ProxyNetworks: {network} is no network such as 10.0.0.0/8"));
}
