using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>What every page has and what none has, read as text without a browser.</summary>
[Collection(PortalTests.Name)]
public sealed partial class PageHtmlTests(PortalSite site)
{
    [Fact]
    public async Task No_page_has_a_script_a_style_or_a_handler_of_its_own()
    {
        foreach (var path in site.Paths.SelectMany(PortalSite.InBoth))
        {
            var (_, html) = await ReadAsync(path);

            Assert.True(PageMarkup.Faults(html) is [], $"{path}: {string.Join(Environment.NewLine, PageMarkup.Faults(html))}");
        }
    }

    [Fact]
    public async Task Every_page_says_its_language_its_title_and_where_the_other_language_is()
    {
        foreach (var path in site.Paths)
        {
            foreach (var (language, address) in new[] { ("el", path), ("en", "/en" + path) })
            {
                var (_, html) = await ReadAsync(address);

                Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
                Assert.Matches("<title>[^<]{5,}</title>", html);
                Assert.Single(Regex.Matches(html, "<h1[ >]"));
                Assert.Contains($"hreflang=\"el\" href=\"{new Uri(site.Site.Address, path).AbsoluteUri}\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
                Assert.Contains($"hreflang=\"en\" href=\"{new Uri(site.Site.Address, "/en" + path).AbsoluteUri}\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Every_page_forbids_foreign_code_by_its_headers()
    {
        foreach (var path in site.Paths)
        {
            var (response, _) = await ReadAsync(path);

            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(response.Headers.Contains("Referrer-Policy"));
        }
    }

    [Fact]
    public async Task Every_link_and_picture_of_every_page_is_there()
    {
        var links = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in site.Paths.SelectMany(PortalSite.InBoth))
        {
            var (_, html) = await ReadAsync(path);
            links.UnionWith(Links().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["path"].Value)));
        }

        var broken = new List<string>();
        foreach (var link in links.Where(link => !link.Contains("nothing-is-here", StringComparison.Ordinal)))
        {
            using var response = await site.Client.GetAsync(new Uri(link, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, PortalSite.Ct);
            // A page that shows a mistake links to itself in the other language.
            if (response.StatusCode is not HttpStatusCode.OK && !link.Contains("f.amount=abc", StringComparison.Ordinal))
                broken.Add($"{(int)response.StatusCode} {link}");
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    private async Task<(HttpResponseMessage Response, string Html)> ReadAsync(string path)
    {
        using var response = await site.Client.GetAsync(new Uri(path, UriKind.Relative), PortalSite.Ct);
        Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode}{Environment.NewLine}{site.Site.Log("Catalog.Api")}");
        return (response, await response.Content.ReadAsStringAsync(PortalSite.Ct));
    }

    [GeneratedRegex("(?:href|src)=\"(?<path>/[^\"#]*)")]
    private static partial Regex Links();
}
