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
