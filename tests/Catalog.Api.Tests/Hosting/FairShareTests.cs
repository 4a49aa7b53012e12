using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Hosting;

/// <summary>One caller's haste is not the others' wait: a share of requests for each network and each account.</summary>
public sealed class FairShareTests(FairShareTests.SmallShares shares) : IClassFixture<FairShareTests.SmallShares>
{
    private readonly CatalogSite _site = shares.Site;

    [Fact]
    public async Task A_network_that_asks_too_often_waits_and_others_do_not()
    {
        using var first = await GetAsync("/api/3/action/site_read", "203.0.113.1");
        Assert.Equal(("12", "11"), (Header(first, "RateLimit-Limit"), Header(first, "RateLimit-Remaining")));
        Assert.Equal("\"network\";q=12;w=60", Header(first, "RateLimit-Policy"));
        Assert.StartsWith("\"network\";r=11;t=", Header(first, "RateLimit"), StringComparison.Ordinal);

        using var refused = await UntilRefusedAsync("/api/3/action/site_read", "203.0.113.1");
        var body = JsonNode.Parse(await refused.Content.ReadAsStringAsync(CatalogSite.Ct))!;
        Assert.False((bool)body["success"]!);
        Assert.Equal("Rate Limit Error", (string)body["error"]!["__type"]!);
        Assert.StartsWith("Too many requests: the share of one client is 12 a minute.", (string)body["error"]!["message"]!, StringComparison.Ordinal);
        Assert.EndsWith("help_show?name=site_read", (string)body["help"]!, StringComparison.Ordinal);
        Assert.InRange(int.Parse(Header(refused, "Retry-After"), CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal("0", Header(refused, "RateLimit-Remaining"));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/3/action/site_read", "203.0.113.2"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/3/action/site_read", null));   // the machine itself
    }

    [Fact]
    public async Task One_customer_has_a_whole_64_of_IPv6()
    {
        (await UntilRefusedAsync("/api/3", "2001:db8:0:1::1")).Dispose();

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("/api/3", "2001:db8:0:1:ffff::2"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/3", "2001:db8:0:2::1"));
    }

    [Fact]
    public async Task An_account_has_a_share_of_its_own_and_more_tokens_are_no_more_share()
    {
        var user = await _site.HasUserAsync();
        var other = (string)(await _site.MakeAsync("api_token_create", new JsonObject { ["user"] = user.Name, ["name"] = "second" }))["token"]!;

        using var refused = await UntilRefusedAsync("/api/3/action/site_read", "203.0.113.10", user.Token);
        Assert.Equal("24", Header(refused, "RateLimit-Limit"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("/api/3/action/site_read", "203.0.113.11", other));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/api/3/action/site_read", "203.0.113.10"));   // its network was not charged
    }

    [Fact]
    public async Task Invented_tokens_count_for_their_network()
    {
        for (var i = 0; i < 40; i++)
            await StatusAsync("/api/3/action/site_read", "203.0.113.20", $"invented-{i}");

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("/api/3/action/site_read", "203.0.113.20", "invented"));
    }

    [Fact]
    public async Task Who_names_another_address_than_the_proxy_saw_is_counted_by_the_proxys()
    {
        for (var i = 0; i < 40; i++)
            await StatusAsync("/api/3", $"198.51.100.{i}, 203.0.113.30");

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("/api/3", "198.51.100.200, 203.0.113.30"));
    }

    [Fact]
    public async Task Costly_calls_count_more()
    {
        var sql = $"/api/3/action/datastore_search_sql?sql={Uri.EscapeDataString("SELECT 1")}";
        Assert.Equal("2", await LeftAsync(sql, "203.0.113.40"));
        Assert.Equal("2", await LeftAsync($"/datastore/dump/{_site.TreesId}", "203.0.113.41"));
        Assert.Equal("7", await LeftAsync($"/api/3/action/datastore_search?resource_id={_site.TreesId}&q=oak", "203.0.113.42"));
        Assert.Equal("7", await LeftAsync($"/api/3/action/datastore_search?resource_id={_site.TreesId}&limit=5000", "203.0.113.43"));
        Assert.Equal("11", await LeftAsync($"/api/3/action/datastore_search?resource_id={_site.TreesId}", "203.0.113.44"));
        Assert.Equal("11", await LeftAsync("/api/3/action/package_show?id=trees", "203.0.113.45"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(sql, "203.0.113.40"));   // needs 10 and 2 are left
    }

    [Fact]
    public async Task Dumps_and_pages_say_it_in_their_own_form()
    {
        using var dump = await UntilRefusedAsync($"/datastore/dump/{_site.TreesId}", "203.0.113.50");
        Assert.Contains("Too many requests", await dump.Content.ReadAsStringAsync(CatalogSite.Ct), StringComparison.Ordinal);
        Assert.True(dump.Headers.Contains("Retry-After"));

        using var page = await UntilRefusedAsync("/dataset", "203.0.113.51");
        Assert.Contains("Πάρα πολλά αιτήματα", await page.Content.ReadAsStringAsync(CatalogSite.Ct), StringComparison.Ordinal);
        Assert.True(page.Headers.Contains("Retry-After"));

        using var greek = await UntilRefusedAsync("/el/api/3/action/site_read", "203.0.113.52");
        Assert.Contains("Πάρα πολλά αιτήματα", Encoding.UTF8.GetString(await greek.Content.ReadAsByteArrayAsync(CatalogSite.Ct)), StringComparison.Ordinal);
    }

    private async Task<string> LeftAsync(string path, string address)
    {
        using var response = await GetAsync(path, address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Header(response, "RateLimit-Remaining");
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? address, string? token = null)
    {
        using var response = await GetAsync(path, address, token);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> UntilRefusedAsync(string path, string address, string? token = null)
    {
        for (var i = 0; i < 200; i++)
        {
            var response = await GetAsync(path, address, token);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                return response;
            response.Dispose();
        }

        throw new Xunit.Sdk.XunitException("never refused");
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? address, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (address is not null)
            request.Headers.Add("X-Forwarded-For", address);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        return await _site.Client.SendAsync(request, CatalogSite.Ct);
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    /// <summary>A site of small shares behind a proxy on this machine.</summary>
    public sealed class SmallShares : IAsyncLifetime
    {
        internal CatalogSite Site { get; } = new(new Dictionary<string, string?>
        {
            ["Share__PerNetwork"] = "12", ["Share__PerAccount"] = "24", ["Site__ProxyNetworks__0"] = "127.0.0.0/8",
        });

        public ValueTask InitializeAsync() => Site.InitializeAsync();

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
