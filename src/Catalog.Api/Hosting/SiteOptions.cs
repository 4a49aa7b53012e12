using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace Catalog.Api.Hosting;

/// <summary>Section <c>Site</c>.</summary>
[OptionsSection("Site")]
internal sealed class SiteOptions
{
    public const string DefaultTitle = "Open Data";

    /// <summary>Public address without a slash at the end, such as <c>https://data.example.org</c>; empty: taken from each request's Host header.</summary>
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
}
