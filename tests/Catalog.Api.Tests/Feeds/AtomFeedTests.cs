using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Catalog.Api.Tests.Dcat;
using Xunit;

namespace Catalog.Api.Tests.Feeds;

/// <summary>Atom feeds (contract 6.4, conformance 140).</summary>
[Collection(RdfTests.Name)]
public sealed class AtomFeedTests(RdfSite site)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public async Task A_feed_has_what_Atom_asks_for_and_twenty_entries_newest_first()
    {
        var feed = await ReadAsync("/feeds/dataset.atom");

        Assert.All(new[] { "title", "id", "updated" }, name => Assert.NotEqual("", (string)feed.Element(Atom + name)!));
        Assert.Equal("Ανοικτά Δεδομένα", (string)feed.Element(Atom + "author")!.Element(Atom + "name")!);
        var entries = feed.Elements(Atom + "entry").ToList();
        Assert.Equal(20, entries.Count);
        var updated = entries.Select(entry => (string)entry.Element(Atom + "updated")!).ToList();
        Assert.Equal(updated.OrderDescending(StringComparer.Ordinal), updated);
        Assert.All(updated, time => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", time));
        Assert.All(entries, entry => Assert.All(new[] { "id", "title", "published", "content" }, name => Assert.NotNull(entry.Element(Atom + name))));
    }

    [Fact]
    public async Task Links_lead_through_all_pages_and_end()
    {
        var ids = new List<string>();
        var pages = 0;
        for (var path = "/feeds/tag/plain.atom"; path is not null; pages++)
        {
            var feed = await ReadAsync(path);
            ids.AddRange(feed.Elements(Atom + "entry").Select(entry => (string)entry.Element(Atom + "id")!));
            Assert.Equal($"{site.Address}/feeds/tag/plain.atom?page={pages + 1}", Link(feed, "self"));
            Assert.Equal($"{site.Address}/feeds/tag/plain.atom?page=7", Link(feed, "last"));
            Assert.Equal(pages == 0 ? null : $"{site.Address}/feeds/tag/plain.atom?page={pages}", Link(feed, "prev"));
            Assert.Equal($"{site.Address}/dataset?tags=plain", Link(feed, "alternate"));
            path = Link(feed, "next")?[site.Address.Length..];
        }

        Assert.Equal((7, RdfSite.Plain + 1), (pages, ids.Count));   // the harvest source is a dataset too: only RDF leaves it out
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task An_entry_names_its_dataset_by_page_and_by_calls_of_package_show()
    {
        var feed = await ReadAsync("/en/feeds/custom.atom?q=complete&organization=city");
        var entry = Assert.Single(feed.Elements(Atom + "entry"));
        var links = entry.Elements(Atom + "link").ToDictionary(link => (string?)link.Attribute("rel") ?? "", link => link);

        Assert.Equal(($"{site.Address}/dataset/{site.Full.Id}", "Complete", "Description"), ((string)entry.Element(Atom + "id")!, (string)entry.Element(Atom + "title")!, (string)entry.Element(Atom + "content")!));
        Assert.Equal($"{site.Address}/en/dataset/full", (string)links["alternate"].Attribute("href")!);
        Assert.Equal($"{site.Address}/api/3/action/package_show?id={site.Full.Id}", (string)links[""].Attribute("href")!);
        var enclosure = links["enclosure"];
        var answer = await site.Client.GetByteArrayAsync(new Uri((string)enclosure.Attribute("href")!), RdfSite.Ct);
        Assert.Equal(("application/json", answer.Length), ((string)enclosure.Attribute("type")!, (int)enclosure.Attribute("length")!));
        Assert.Equal(["open data", "πράσινο"], entry.Elements(Atom + "category").Select(category => (string)category.Attribute("term")!));
        Assert.Equal($"{site.Address}/en/feeds/custom.atom?q=complete&organization=city&page=1", Link(feed, "self"));
    }

    [Fact]
    public async Task A_feed_of_a_group_has_its_public_datasets_only()
    {
        using var admin = site.Site.CreateAdminClient();
        await CallAsync("group_create", """{"name": "walks", "title": "Walks"}""");
        await CallAsync("package_patch", $$"""{"id": "{{site.Secret.Id}}", "groups": [{"name": "walks"}]}""");
        var package = await CallAsync("package_patch", $$"""{"id": "{{site.Versioned.Id}}", "groups": [{"name": "walks"}]}""");

        var feed = await ReadAsync("/feeds/group/walks.atom");

        Assert.EndsWith(": Walks", (string)feed.Element(Atom + "title")!, StringComparison.Ordinal);
        var entry = Assert.Single(feed.Elements(Atom + "entry"));
        Assert.Equal($"{site.Address}/dataset/{site.Versioned.Id}", (string)entry.Element(Atom + "id")!);
        Assert.NotEqual((string)package["metadata_created"]!, (string)package["metadata_modified"]!);
        Assert.Equal(($"{package["metadata_modified"]}+00:00", $"{package["metadata_created"]}+00:00"), ((string)entry.Element(Atom + "updated")!, (string)entry.Element(Atom + "published")!));

        async Task<JsonNode> CallAsync(string action, string body)
        {
            using var answer = await admin.PostAsync(new Uri($"/api/3/action/{action}", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), RdfSite.Ct);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(RdfSite.Ct));
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(RdfSite.Ct))!["result"]!;
        }
    }

    [Fact]
    public async Task A_feed_of_an_organization_has_its_public_datasets_only()
    {
        var feed = await ReadAsync("/feeds/organization/city.atom");

        Assert.EndsWith(": Δήμος", (string)feed.Element(Atom + "title")!, StringComparison.Ordinal);
        Assert.Equal(new[] { site.Full.Id, site.Versioned.Id }.Select(id => $"{site.Address}/dataset/{id}").Order(), feed.Elements(Atom + "entry").Select(entry => (string)entry.Element(Atom + "id")!).Order());
    }

    [Fact]
    public async Task Hostile_texts_make_no_other_feed()
    {
        var feed = await ReadAsync("/feeds/tag/tag.atom");

        Assert.Equal(RdfSite.Attack.Replace("\u0001", "", StringComparison.Ordinal).Replace("\u001f", "", StringComparison.Ordinal).Replace("\uffff", "", StringComparison.Ordinal),
            (string)Assert.Single(feed.Elements(Atom + "entry")).Element(Atom + "title")!);
    }

    [Theory]
    [InlineData("/feeds/organization/nobody.atom", 404)]
    [InlineData("/feeds/group/city.atom", 404)]
    [InlineData("/feeds/dataset.atom?page=0", 400)]
    [InlineData("/feeds/dataset.atom?page=x", 400)]
    [InlineData("/feeds/custom.atom?q=%00", 400)]
    [InlineData("/feeds/custom.atom?sort=nonsense", 400)]
    [InlineData("/feeds/nothing.atom", 404)]
    public async Task What_is_no_feed_is_an_error_page(string path, int status)
    {
        using var response = await site.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/feeds/tag/nobody-uses-this.atom")]
    [InlineData("/feeds/tag/secret-tag.atom")]
    [InlineData("/feeds/dataset.atom?page=99")]
    [InlineData("/feeds/custom.atom?tags=a%22b%5C&no%20such%20field=x&=y")]
    public async Task Nothing_found_is_a_feed_without_entries(string path) => Assert.Empty((await ReadAsync(path)).Elements(Atom + "entry"));

    [Fact]
    public async Task HEAD_answers_like_GET()
    {
        using var response = await site.GetAsync("/feeds/dataset.atom", method: HttpMethod.Head);

        Assert.Equal((HttpStatusCode.OK, "application/atom+xml"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    private async Task<XElement> ReadAsync(string path)
    {
        using var response = await site.GetAsync(path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(RdfSite.Ct)}");
        Assert.Equal("application/atom+xml", response.Content.Headers.ContentType!.MediaType);
        return XElement.Parse(await response.Content.ReadAsStringAsync(RdfSite.Ct));
    }

    private static string? Link(XElement feed, string relation) =>
        feed.Elements(Atom + "link").Where(link => (string?)link.Attribute("rel") == relation).Select(link => (string)link.Attribute("href")!).SingleOrDefault();
}
