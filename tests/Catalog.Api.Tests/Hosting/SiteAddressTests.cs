using System.Net;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Hosting;

/// <summary>The settings of the site: checked before the first request, and the address they name stands in every answer.</summary>
public sealed class SiteAddressTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_of_the_settings_stands_in_answers_whatever_the_request_says()
    {
        await using var site = await TestSite.StartAsync(
            new Dictionary<string, string?> { ["Site__Url"] = "https://data.example.org", ["Site__Title"] = "City data" }, Ct);
        var status = JsonNode.Parse(await site.Client.GetStringAsync("/api/3/action/status_show", Ct))!;
        using var own = new HttpRequestMessage(HttpMethod.Get, "/api/3/action/status_show") { Headers = { Host = "data.example.org" } };
        using var taken = await site.Client.SendAsync(own, Ct);
        using var other = new HttpRequestMessage(HttpMethod.Get, "/api/3/action/status_show") { Headers = { Host = "evil.example.org" } };
        using var refused = await site.Client.SendAsync(other, Ct);

        Assert.Equal("https://data.example.org/api/3/action/help_show?name=status_show", (string)status["help"]!);
        Assert.Equal(("https://data.example.org", "City data"), ((string)status["result"]!["site_url"]!, (string)status["result"]!["site_title"]!));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (taken.StatusCode, refused.StatusCode));
    }

    [Theory]
    [InlineData("Site__Url", "data.example.org", "Site:Url must look like")]
    [InlineData("Site__Title", "", "Title")]
    [InlineData("Site__ProxyNetworks__0", "everybody", "everybody is no network")]
    [InlineData("Datastore__SearchRowsMax", "0", "SearchRowsMax")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string name, string value, string message)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestSite.StartAsync(new Dictionary<string, string?> { [name] = value }, Ct));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
