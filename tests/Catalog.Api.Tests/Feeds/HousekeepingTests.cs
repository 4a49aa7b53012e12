using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Catalog.Api.Tests.Dcat;
using Xunit;

namespace Catalog.Api.Tests.Feeds;

/// <summary>What machines look for at well-known addresses (contract 6.5), and how texts travel.</summary>
[Collection(RdfTests.Name)]
public sealed class HousekeepingTests(RdfSite site)
{
    private static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9";

    [Fact]
    public async Task The_sitemap_names_every_public_page_in_both_languages_with_the_time_of_its_last_change()
    {
        var index = XElement.Parse(await site.Client.GetStringAsync(new Uri("/sitemap.xml", UriKind.Relative), RdfSite.Ct));
        var locations = new List<string>();
        foreach (var file in index.Elements(Map + "sitemap").Select(part => (string)part.Element(Map + "loc")!))
            locations.AddRange(XElement.Parse(await site.Client.GetStringAsync(new Uri(file), RdfSite.Ct)).Elements(Map + "url").Select(url => (string)url.Element(Map + "loc")!));

        Assert.Equal("sitemapindex", index.Name.LocalName);
        Assert.NotNull(index.Elements(Map + "sitemap").Last().Element(Map + "lastmod"));
        Assert.Equal(locations.Count, locations.Distinct().Count());
        Assert.Equal(2 * (RdfSite.Public), locations.Count(location => location.Contains("/dataset/", StringComparison.Ordinal)));
        Assert.Superset(new HashSet<string> { $"{site.Address}/", $"{site.Address}/en/dataset/full", $"{site.Address}/organization/city", $"{site.Address}/en/budget" }, locations.ToHashSet());
        Assert.DoesNotContain(locations, location => location.Contains("secret", StringComparison.Ordinal) || location.Contains("draft", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_of_the_sitemap_that_is_not_there_is_not_found()
    {
        foreach (var part in new[] { "0", "2", "999999999999" })
        {
            using var response = await site.GetAsync($"/sitemap-datasets-{part}.xml");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Data_json_has_all_public_datasets_with_the_fields_that_its_schema_asks_for()
    {
        var data = JsonNode.Parse(await site.Client.GetStringAsync(new Uri("/data.json", UriKind.Relative), RdfSite.Ct))!;
        var datasets = data["dataset"]!.AsArray();

        Assert.Equal("https://project-open-data.cio.gov/v1.1/schema", (string)data["conformsTo"]!);
        Assert.Equal(RdfSite.Public, datasets.Count);
        foreach (var dataset in datasets)
        {
            Assert.All(new[] { "identifier", "title", "description", "modified", "accessLevel" }, key => Assert.NotEqual("", ((string)dataset![key]!).Trim()));
            Assert.NotEmpty(dataset!["keyword"]!.AsArray());
            Assert.NotEqual("", (string)dataset["publisher"]!["name"]!);
            Assert.NotEqual("", (string)dataset["contactPoint"]!["fn"]!);
            Assert.All(dataset["distribution"]!.AsArray(), file => Assert.True(file!["downloadURL"] is null ? file["accessURL"] is not null : file["mediaType"] is not null));
        }

        var full = datasets.Single(dataset => (string)dataset!["title"]! == "Πλήρες")!;
        Assert.Equal(("mailto:help@example.org", "application/pdf; charset=binary"), ((string)full["contactPoint"]!["hasEmail"]!, (string)full["distribution"]![0]!["mediaType"]!));
        Assert.DoesNotContain("secret", data.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dcat_json_lists_each_public_dataset_once_over_its_pages()
    {
        var seen = new List<string>();
        for (var page = 1; ; page++)
        {
            var list = JsonNode.Parse(await site.Client.GetStringAsync(new Uri($"/dcat.json?page={page}", UriKind.Relative), RdfSite.Ct))!.AsArray();
            if (list.Count == 0)
                break;
            Assert.True(list.Count <= 100);
            Assert.All(list, dataset => Assert.All(new[] { "title", "description", "identifier", "landingPage" }, key => Assert.NotEqual("", ((string)dataset![key]!).Trim())));
            Assert.All(list.SelectMany(dataset => dataset!["distribution"]!.AsArray()), file => Assert.True(Uri.TryCreate((string)file!["accessURL"]!, UriKind.Absolute, out _)));
            seen.AddRange(list.Select(dataset => (string)dataset!["identifier"]!));
        }

        using var none = await site.GetAsync("/dcat.json?page=0");
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
        Assert.Equal((RdfSite.Public, RdfSite.Public), (seen.Count, seen.Distinct().Count()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?page=2")]
    [InlineData("?q=hostile&fq=state:active")]
    [InlineData("?modified_since=2999-01-01")]
    public async Task The_same_list_comes_from_its_action(string query)
    {
        var list = await site.Client.GetStringAsync(new Uri($"/dcat.json{query}", UriKind.Relative), RdfSite.Ct);
        var answer = JsonNode.Parse(await site.Client.GetStringAsync(new Uri($"/api/3/action/dcat_datasets_list{query}", UriKind.Relative), RdfSite.Ct))!;

        Assert.True((bool)answer["success"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(list), answer["result"]), answer.ToJsonString());
    }

    [Theory]
    [InlineData("/feeds/dataset.atom")]
    [InlineData("/dcat.json")]
    [InlineData("/dataset/full.ttl")]
    public async Task Who_has_a_list_already_gets_304(string path)
    {
        using var first = await site.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, site.Address + path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await site.Client.SendAsync(request, RdfSite.Ct);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("poor")]
    [InlineData("hostile")]
    [InlineData("crowded")]
    [InlineData("wide")]
    public async Task The_page_of_a_dataset_tells_search_engines_what_they_ask_for(string name)
    {
        var html = await site.Client.GetStringAsync(new Uri($"/en/dataset/{name}", UriKind.Relative), RdfSite.Ct);
        var block = System.Text.RegularExpressions.Regex.Match(html, "<script type=\"application/ld\\+json\">(.*?)</script>", System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value;
        var dataset = JsonNode.Parse(block)!.AsObject();

        Assert.Equal("Dataset", (string)dataset["@type"]!);
        Assert.All(new[] { "name", "description", "url", "identifier", "dateCreated", "datePublished", "dateModified" }, key => Assert.NotEqual("", ((string)dataset[key]!).Trim()));
        Assert.DoesNotContain(dataset, pair => pair.Value is null);
        Assert.NotNull(dataset["includedInDataCatalog"]);
        Assert.All(dataset["distribution"]!.AsArray(), file =>
        {
            Assert.DoesNotContain(file!.AsObject(), pair => pair.Value is null);
            Assert.Equal("DataDownload", (string)file!["@type"]!);
            Assert.True(Uri.TryCreate((string)file["contentUrl"]!, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ftp", file.ToJsonString());
        });
    }

    [Fact]
    public async Task Robots_are_told_CKANs_rules_and_where_the_sitemap_is()
    {
        using var response = await site.GetAsync("/robots.txt");
        var lines = (await response.Content.ReadAsStringAsync(RdfSite.Ct)).Split('\n');

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Superset(new HashSet<string> { "User-agent: *", "Disallow: /dataset/rate/", "Disallow: /revision/", "Disallow: /dataset/*/history", "Disallow: /api/", "Crawl-Delay: 10", $"Sitemap: {site.Address}/sitemap.xml" }, lines.ToHashSet());
    }

    [Fact]
    public async Task Whoever_finds_a_weakness_is_told_where_to_report_it()
    {
        var lines = (await site.Client.GetStringAsync(new Uri("/.well-known/security.txt", UriKind.Relative), RdfSite.Ct)).Split('\n');

        Assert.Contains("Contact: mailto:security@example.org", lines);
        var expires = DateTimeOffset.Parse(lines.Single(line => line.StartsWith("Expires: ", StringComparison.Ordinal))["Expires: ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(expires, DateTimeOffset.UtcNow.AddDays(170), DateTimeOffset.UtcNow.AddDays(365));
    }

    [Theory]
    [InlineData("/catalog.ttl", "gzip")]
    [InlineData("/catalog.rdf", "br")]
    [InlineData("/dataset", "br")]
    [InlineData("/api/3/action/package_search?rows=100", "gzip")]
    public async Task Texts_travel_compressed_to_anonymous_readers_only(string path, string encoding)
    {
        using var anonymous = await SendAsync(path, encoding, null);
        using var admin = await SendAsync(path, encoding, site.Site.Token);

        Assert.Equal([encoding], anonymous.Content.Headers.ContentEncoding);
        Assert.Empty(admin.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", anonymous.Headers.Vary);
    }

    [Fact]
    public async Task Files_keep_their_bytes()
    {
        using var response = await SendAsync("/dataset/versioned/v/1/datapackage.zip", "gzip", null);

        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.True(response.Content.Headers.ContentLength > 0);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string encoding, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, site.Address + path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        return await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, RdfSite.Ct);
    }
}
