using System.Globalization;
using System.Net;
using Catalog.Api.Tests.Datastore;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Downloads;

/// <summary>Time travel by HTTP (RFC 7089): a reader asks the download of a table for a time and is sent to the version of it.</summary>
public sealed class MementoTests(CatalogSite site)
{
    [Theory]
    [InlineData("2015-06-30", 1)]
    [InlineData("2016-06-30", 2)]
    [InlineData("2099-01-01", 3)]
    [InlineData("2001-01-01", 1)]
    public async Task A_time_leads_to_the_version_that_held_then(string day, int version)
    {
        var table = await HistoryAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/dataset/{table.Package}/resource/{table.Id}/download/rows.csv");
        request.Headers.Add("Accept-Datetime", DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToString("R", CultureInfo.InvariantCulture));

        using var answer = await client.SendAsync(request, CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith($"/v/{version}/rows.csv", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Accept-Datetime", answer.Headers.Vary);
        Assert.Contains("rel=\"original timegate\"", answer.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_file_names_its_time_and_its_neighbours()
    {
        var table = await HistoryAsync();
        using var answer = await site.Client.GetAsync($"/dataset/{table.Package}/v/2/rows.csv", CatalogSite.Ct);
        using var now = await site.Client.GetAsync($"/dataset/{table.Package}/resource/{table.Id}/download", CatalogSite.Ct);
        var links = string.Join(", ", answer.Headers.GetValues("Link"));

        Assert.Equal("Fri, 01 Jan 2016 00:00:00 GMT", answer.Headers.GetValues("Memento-Datetime").Single());
        foreach (var relation in new[] { "/v/2>; rel=\"cite-as\"", "/v/1/rows.csv>; rel=\"predecessor-version\"", "/v/3/rows.csv>; rel=\"successor-version\"", "/download/rows.csv>; rel=\"latest-version\"",
            $"/timemap?resource={table.Id}>; rel=\"timemap version-history\"" })
            Assert.Contains(relation, links, StringComparison.Ordinal);
        Assert.Contains("Accept-Datetime", now.Headers.Vary);
        Assert.False(now.Headers.Contains("Memento-Datetime"));
    }

    [Fact]
    public async Task A_dump_is_sent_to_the_version_of_a_time_with_all_else_that_was_asked()
    {
        var table = await HistoryAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/datastore/dump/{table.Id}?fields=k&format=tsv");
        request.Headers.Add("Accept-Datetime", "Thu, 30 Jun 2016 00:00:00 GMT");

        using var answer = await client.SendAsync(request, CatalogSite.Ct);
        using var now = await client.GetAsync($"/datastore/dump/{table.Id}", CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith($"/datastore/dump/{table.Id}?fields=k&format=tsv&version=2", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Accept-Datetime", answer.Headers.Vary);
        Assert.Contains($"/datastore/dump/{table.Id}?fields=k&format=tsv>; rel=\"original timegate\"", answer.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        Assert.Contains("Accept-Datetime", now.Headers.Vary);
        Assert.Contains("/v/3>; rel=\"cite-as\"", now.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?version=2&format=json", "?format=json")]
    [InlineData("?as_of=2016-06-30", "")]
    [InlineData("@2", "")]
    [InlineData("%402", "")]
    public async Task A_dump_of_a_version_names_its_time_and_the_others(string pinned, string original)
    {
        var table = await HistoryAsync();
        using var answer = await site.Client.GetAsync($"/datastore/dump/{table.Id}{pinned}", CatalogSite.Ct);
        var links = string.Join(", ", answer.Headers.GetValues("Link"));
        var other = $"/datastore/dump/{table.Id}{original}{(original.Length > 0 ? "&" : "?")}version=";

        Assert.Equal("Fri, 01 Jan 2016 00:00:00 GMT", answer.Headers.GetValues("Memento-Datetime").Single());
        Assert.DoesNotContain("Accept-Datetime", answer.Headers.Vary);
        foreach (var link in new[] { $"/datastore/dump/{table.Id}{original}>; rel=\"original timegate\"", $"{other}1>; rel=\"predecessor-version\"", $"{other}3>; rel=\"successor-version\"", "/v/2>; rel=\"cite-as\"",
            $"{other}1>; rel=\"first memento\"; datetime=\"Thu, 01 Jan 2015 00:00:00 GMT\"", $"{other}1>; rel=\"prev memento\"", $"{other}3>; rel=\"next memento\"", $"{other}3>; rel=\"last memento\"; datetime=\"Sun, 01 Jan 2017 00:00:00 GMT\"" })
            Assert.Contains(link, links, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_version_names_its_neighbours_and_one_of_now_is_as_in_CKAN()
    {
        var table = await HistoryAsync();
        const string path = "/api/3/action/datastore_search";
        using var answer = await site.Client.GetAsync($"{path}?resource_id={table.Id}@2&limit=1&offset=0", CatalogSite.Ct);
        using var now = await site.Client.GetAsync($"{path}?resource_id={table.Id}", CatalogSite.Ct);
        using var posted = await site.Client.PostAsync(path, new StringContent($$"""{"resource_id": "{{table.Id}}", "version": 2}""", null, "application/json"), CatalogSite.Ct);
        using var wrong = await site.Client.GetAsync($"{path}?resource_id={table.Id}&version=2&sort=nothing", CatalogSite.Ct);
        using var broken = await site.Client.GetAsync($"{path}?resource_id={table.Id}&version=2&q={{\"k\":\"'\"}}&plain=false", CatalogSite.Ct);
        var links = string.Join(", ", answer.Headers.GetValues("Link"));

        Assert.Equal("Fri, 01 Jan 2016 00:00:00 GMT", answer.Headers.GetValues("Memento-Datetime").Single());
        foreach (var relation in new[] { "original", "latest-version" })
            Assert.Contains($"{path}?resource_id={table.Id}&limit=1&offset=0>; rel=\"{relation}\"", links, StringComparison.Ordinal);
        foreach (var (version, relation) in new[] { (1, "predecessor-version"), (3, "successor-version") })
            Assert.Contains($"{path}?resource_id={table.Id}&limit=1&offset=0&version={version}>; rel=\"{relation}\"", links, StringComparison.Ordinal);
        Assert.Equal((200, 200, 409), ((int)now.StatusCode, (int)posted.StatusCode, (int)wrong.StatusCode));
        Assert.All(new[] { now, posted, wrong }, each => Assert.False(each.Headers.Contains("Link") || each.Headers.Contains("Memento-Datetime")));
        Assert.True(broken.IsSuccessStatusCode || !broken.Headers.Contains("Memento-Datetime"));
    }

    /// <summary>A correction of an old day is the last by number and the first by time.</summary>
    [Fact]
    public async Task Versions_before_and_after_go_by_time_where_they_have_a_time_and_by_number_where_they_have_none()
    {
        var table = await HistoryAsync();
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update ver.dataset_version set period = date '2010-01-01' where v = 3 and package_id = @id", new { id = Guid.Parse(table.Package) }, cancellationToken: CatalogSite.Ct));
        }

        using var answer = await site.Client.GetAsync($"/dataset/{table.Package}/v/1/rows.csv", CatalogSite.Ct);
        var links = string.Join(", ", answer.Headers.GetValues("Link"));

        foreach (var link in new[] { "/v/3/rows.csv>; rel=\"first memento\"; datetime=\"Fri, 01 Jan 2010 00:00:00 GMT\"", "/v/3/rows.csv>; rel=\"prev memento\"", "/v/2/rows.csv>; rel=\"next memento\"",
            "/v/2/rows.csv>; rel=\"last memento\"", "/v/2/rows.csv>; rel=\"successor-version\"" })
            Assert.Contains(link, links, StringComparison.Ordinal);
        Assert.DoesNotContain("predecessor", links, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_map_lists_what_can_be_read()
    {
        var table = await HistoryAsync();
        Assert.Equal(200, (await site.PostAsync("dataset_version_withdraw", $$"""{"id": "{{table.Package}}", "version": 2, "reason": "x"}""", site.Site.Token)).Status);

        using var answer = await site.Client.GetAsync($"/dataset/{table.Package}/timemap?resource={table.Id}", CatalogSite.Ct);
        var lines = (await answer.Content.ReadAsStringAsync(CatalogSite.Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var page = await site.Client.GetAsync($"/dataset/{table.Package}/timemap", CatalogSite.Ct);
        using var secret = await site.Client.GetAsync($"/dataset/{site.Secret.Id}/timemap", CatalogSite.Ct);

        Assert.Equal("application/link-format", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(2, lines.Count(line => line.Contains("rel=\"memento\"", StringComparison.Ordinal)));
        Assert.EndsWith("/v/1/rows.csv>; rel=\"memento\"; datetime=\"Thu, 01 Jan 2015 00:00:00 GMT\"", lines[^1], StringComparison.Ordinal);
        Assert.Equal((200, 403), ((int)page.StatusCode, (int)secret.StatusCode));
    }

    [Fact]
    public async Task A_time_that_cannot_be_read_is_400()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/dataset/{site.Trees.Id}/resource/{site.TreesId}/download");
        request.Headers.TryAddWithoutValidation("Accept-Datetime", "yesterday");
        using var answer = await site.Client.SendAsync(request, CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>Three versions, published at the beginnings of three years.</summary>
    private async Task<WrittenTable> HistoryAsync()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        await table.InsertAsync("""{"k": "x"}""");
        await table.InsertAsync("""{"k": "y"}""");
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update ver.dataset_version set published_at = make_timestamptz(2014 + v, 1, 1, 0, 0, 0, 'UTC') where package_id = @id", new { id = Guid.Parse(table.Package) }, cancellationToken: CatalogSite.Ct));
        return table;
    }
}
