using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Hosting;

/// <summary>Who the client is, and whether it came by https, is told by the proxies that the site knows and by nobody else (security rule 29).</summary>
[Collection(SwitchedTests.Name)]
public sealed partial class ProxyTests(CatalogSite direct, SwitchedSite behind)
{
    [Fact]
    public async Task Only_a_known_proxy_says_that_a_request_came_by_https()
    {
        Assert.StartsWith("http://", await HelpAsync(direct), StringComparison.Ordinal);
        Assert.StartsWith("https://", await HelpAsync(behind.Site), StringComparison.Ordinal);

        static async Task<string> HelpAsync(CatalogSite site)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/3/action/status_show") { Headers = { { "X-Forwarded-Proto", "https" } } };
            using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
            return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(CatalogSite.Ct))!["help"]!;
        }
    }

    [Fact]
    public async Task Attempts_to_log_in_are_counted_by_the_client_and_not_by_the_proxy_or_what_the_client_claims()
    {
        var user = await behind.Site.HasUserAsync();
        await behind.Site.MakeAsync("user_patch", new JsonObject { ["id"] = user.Name, ["password"] = "correct horse" });
        for (var attempt = 0; attempt < 3; attempt++)
            Assert.Equal(HttpStatusCode.Forbidden, await LoginAsync($"nobody-{attempt}", "203.0.113.1"));

        Assert.Equal(HttpStatusCode.Forbidden, await LoginAsync(user.Name, "203.0.113.1"));
        Assert.Equal(HttpStatusCode.Forbidden, await LoginAsync(user.Name, "198.51.100.7, 203.0.113.1"));
        Assert.Equal(HttpStatusCode.Forbidden, await LoginAsync(user.Name, "203.0.113.1, 127.0.0.9"));
        Assert.Equal(HttpStatusCode.SeeOther, await LoginAsync(user.Name, "203.0.113.2"));
    }

    private async Task<HttpStatusCode> LoginAsync(string name, string forwardedFor)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = behind.Site.Client.BaseAddress };
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        var form = await browser.GetStringAsync(new Uri("/user/login", UriKind.Relative), CatalogSite.Ct);
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = name, ["password"] = "correct horse", ["__RequestVerificationToken"] = Token().Match(form).Groups[1].Value });
        using var answer = await browser.PostAsync(new Uri("/user/login", UriKind.Relative), fields, CatalogSite.Ct);
        return answer.StatusCode;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
