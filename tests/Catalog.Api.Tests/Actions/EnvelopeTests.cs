using System.Net;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>
/// The success envelope (contract 1.6): <c>{"help": "https://site/api/3/action/help_show?name=X", "success": true, "result": …}</c>, with its headers,
/// and JSONP (1.10): <c>callback({…});</c>.
/// </summary>
public sealed class EnvelopeTests(CatalogSite site)
{
    private async Task<HttpResponseMessage> GetAsync(string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        return await site.Client.SendAsync(request, CatalogSite.Ct);
    }

    [Theory]
    [InlineData("/api/3/action/package_show?id=trees", "")]
    [InlineData("/api/action/package_show?id=trees", "")]
    [InlineData("/api/3/action/package_show/?id=trees", "")]
    [InlineData("/en/api/3/action/package_show?id=trees", "/en")]
    [InlineData("/el/api/action/package_show?id=trees", "/el")]
    [InlineData("/pt_BR/api/3/action/package_show?id=trees", "/pt_BR")]
    [InlineData("/zh_Hans_CN/api/3/action/package_show?id=trees", "/zh_Hans_CN")]
    [InlineData("/sr@latin/api/3/action/package_show?id=trees", "/sr@latin")]
    public async Task Help_is_absolute_of_version_3_and_keeps_the_language(string path, string prefix)
    {
        using var response = await GetAsync(path);
        var text = await response.Content.ReadAsStringAsync(CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith($$"""{"help":"{{site.Client.BaseAddress!.ToString().TrimEnd('/')}}{{prefix}}/api/3/action/help_show?name=package_show","success":true,"result":{""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_let_caches_revalidate_what_is_public_and_keep_nothing_of_a_token()
    {
        using var anonymous = await GetAsync("/api/3/action/package_list");
        using var admin = await GetAsync("/api/3/action/package_list", site.Site.Token);

        Assert.Equal("application/json;charset=utf-8", anonymous.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal(["max-age=0", "must-revalidate", "public"], anonymous.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal("Cookie", anonymous.Headers.Vary.Single());
        Assert.Equal("nosniff", anonymous.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("no-store", admin.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("private", admin.Headers.CacheControl.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api", 1)]
    [InlineData("/api/", 1)]
    [InlineData("/api/1", 1)]
    [InlineData("/api/2/", 2)]
    [InlineData("/api/3", 3)]
    [InlineData("/fr/api/3/", 3)]
    public async Task The_version_is_told(string path, int version)
    {
        using var response = await GetAsync(path);

        Assert.Equal($$"""{"version":{{version}}}""", await response.Content.ReadAsStringAsync(CatalogSite.Ct));
    }

    [Theory]
    [InlineData("callback=cb", "cb(")]
    [InlineData("callback=my.lib[0].$f", "my.lib[0].$f(")]
    [InlineData("callback=", "(")]
    public async Task A_get_with_a_callback_is_wrapped(string query, string start)
    {
        using var response = await GetAsync($"/api/3/action/package_list?{query}");
        var text = await response.Content.ReadAsStringAsync(CatalogSite.Ct);

        Assert.StartsWith(start + "{\"help\"", text, StringComparison.Ordinal);
        Assert.EndsWith("});", text, StringComparison.Ordinal);
        Assert.Equal("application/javascript", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Jsonp_acts_as_nobody_and_errors_are_not_wrapped()
    {
        using var hidden = await GetAsync("/api/3/action/package_show?id=secret-trees&callback=cb", site.Site.Token);
        using var evil = await GetAsync("/api/3/action/package_list?callback=alert(1)//<script>");

        Assert.Equal((HttpStatusCode.Forbidden, "application/json"), (hidden.StatusCode, hidden.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith("{\"help\"", await hidden.Content.ReadAsStringAsync(CatalogSite.Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, evil.StatusCode);
    }

    [Fact]
    public async Task A_posted_callback_is_dropped()
    {
        using var response = await site.Client.PostAsync("/api/3/action/package_search?callback=cb", null, CatalogSite.Ct);

        Assert.StartsWith("{\"help\"", await response.Content.ReadAsStringAsync(CatalogSite.Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_answers_like_get_without_a_body()
    {
        using var response = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/3/action/package_show?id=trees"), CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 1000);
    }

    [Theory]
    [InlineData("Authorization", "{0}", true)]
    [InlineData("Authorization", "Bearer {0}", true)]
    [InlineData("X-CKAN-API-Key", "{0}", true)]
    [InlineData("Authorization", "garbage", false)]
    [InlineData("Authorization", "", false)]
    [InlineData("Authorization", "Bearer", false)]
    public async Task A_token_may_come_in_three_ways_and_a_wrong_one_is_nobody(string header, string value, bool known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/3/action/package_show?id=secret-trees");
        request.Headers.TryAddWithoutValidation(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, site.Site.Token));
        using var response = await site.Client.SendAsync(request, CatalogSite.Ct);

        Assert.Equal(known ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task The_site_tells_what_it_is()
    {
        var status = (await site.ResultAsync("status_show")).AsObject();

        Assert.Equal(["ckan_version", "error_emails_to", "extensions", "locale_default", "site_description", "site_title", "site_url"], status.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Matches(@"^\d+\.\d+\.\d+$", (string)status["ckan_version"]!);
        Assert.Contains("datastore", status["extensions"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("true", (await site.ResultAsync("site_read")).ToJsonString());
    }
}
