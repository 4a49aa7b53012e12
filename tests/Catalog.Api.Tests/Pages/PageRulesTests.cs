using System.Net;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>Addresses that old links and other programs use (contract 6.1), and errors in the reader's language.</summary>
[Collection(PortalTests.Name)]
public sealed class PageRulesTests(PortalSite site, CatalogSite catalog)
{
    [Theory]
    [InlineData("", "/dataset/trees")]
    [InlineData("/en", "/en/dataset/trees")]
    public async Task A_dataset_asked_for_by_id_is_a_redirect_to_its_name(string prefix, string expected)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = catalog.Site.Address };

        using var response = await client.GetAsync(new Uri($"{prefix}/dataset/{catalog.Trees.Id}?x=1", UriKind.Relative), PortalSite.Ct);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(expected + "?x=1", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_resource_of_another_dataset_is_not_found() =>
        await site.GetAsync($"/dataset/{PortalSite.Hostile}/resource/{site.Expenditure}", 404);

    [Fact]
    public async Task Strangers_do_not_learn_of_a_private_dataset_from_any_page()
    {
        foreach (var path in new[] { "", "/v/1", "/diff/0..1", $"/resource/{catalog.SecretId}" }.SelectMany(rest => PortalSite.InBoth($"/dataset/secret-trees{rest}")))
        {
            using var response = await catalog.Client.GetAsync(new Uri(path, UriKind.Relative), PortalSite.Ct);
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, path);
        }

        var run = await RunOfAsync("secret-trees");
        using var secretRun = await catalog.Client.GetAsync(new Uri($"/runs/{run}", UriKind.Relative), PortalSite.Ct);
        Assert.Equal(HttpStatusCode.NotFound, secretRun.StatusCode);
        foreach (var path in new[] { "/", "/dataset", "/dataset?q=secret", "/dataset?tags=secret-tag", "/runs", "/developers" })
        {
            var html = await catalog.Client.GetStringAsync(new Uri(path, UriKind.Relative), PortalSite.Ct);
            Assert.DoesNotContain("secret-trees", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/runs?status=%00")]
    [InlineData("/dataset?organization=a%00b")]
    [InlineData("/en/dataset?q=%00")]
    [InlineData("/dataset/trees?%00=1")]
    public async Task A_character_that_no_text_can_have_is_a_bad_request(string address)
    {
        using var response = await catalog.Client.GetAsync(new Uri(address, UriKind.Relative), PortalSite.Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("<h1", await response.Content.ReadAsStringAsync(PortalSite.Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_read_a_private_dataset_gets_pages_that_nobody_else_may_keep()
    {
        using var admin = catalog.Site.CreateAdminClient();

        using var response = await admin.GetAsync(new Uri("/dataset/secret-trees", UriKind.Relative), PortalSite.Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/nothing", "Η σελίδα δεν βρέθηκε")]
    [InlineData("/en/nothing", "Page not found")]
    [InlineData("/dataset/nothing", "Η σελίδα δεν βρέθηκε")]
    [InlineData("/en/dataset/nothing/v/3", "Page not found")]
    [InlineData("/en/runs/999999", "Page not found")]
    public async Task What_is_missing_is_said_in_the_language_of_the_address(string path, string expected) =>
        Assert.Contains(expected, await site.GetAsync(path, 404), StringComparison.Ordinal);

    [Theory]
    [InlineData("/api/3/action/no_such_action", 400)]
    [InlineData("/api/nothing", 404)]
    [InlineData("/en/api/3/action/package_show?id=nothing", 404)]
    public async Task Errors_of_the_interface_are_no_pages(string path, int status) =>
        Assert.DoesNotContain("<html", await site.GetAsync(path, status), StringComparison.Ordinal);

    [Theory]
    [InlineData("/el/", "/")]
    [InlineData("/el/dataset?q=a%20b", "/dataset?q=a%20b")]
    public async Task The_default_language_has_one_address(string path, string expected)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Site.Address };

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), PortalSite.Ct);

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal(expected, response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_version_that_was_never_published_is_not_found() => await site.GetAsync($"/dataset/{PortalSite.Budget}/v/99", 404);

    private async Task<long> RunOfAsync(string dataset)
    {
        await using var connection = await catalog.Site.Database.Read.OpenConnectionAsync(PortalSite.Ct);
        return await Dapper.SqlMapper.QuerySingleAsync<long>(
            connection, "select max(r.id) from etl.run r join catalog.package p on p.id = r.package_id where p.name = @dataset", new { dataset });
    }
}
