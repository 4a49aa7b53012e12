using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Dcat;

/// <summary>Addresses, paging, negotiation and who sees what (contract 6.3, conformance 137, 138).</summary>
[Collection(RdfTests.Name)]
public sealed class DcatRouteTests(RdfSite site)
{
    [Theory]
    [InlineData("ttl", "text/turtle")]
    [InlineData("rdf", "application/rdf+xml")]
    [InlineData("xml", "application/rdf+xml")]
    [InlineData("n3", "text/n3")]
    [InlineData("jsonld", "application/ld+json")]
    public async Task Each_format_has_its_media_type_and_answers_HEAD_with_the_same_headers(string format, string type)
    {
        foreach (var path in new[] { "/catalog", "/dataset/full", $"/dataset/{site.Full.Id}", "/en/dataset/full", "/fr/catalog" })
        {
            using var get = await site.GetAsync($"{path}.{format}");
            using var head = await site.GetAsync($"{path}.{format}", method: HttpMethod.Head);

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.StatusCode, head.StatusCode));
            Assert.Equal($"{type}; charset=utf-8", get.Content.Headers.ContentType!.ToString());
            Assert.Equal((get.Content.Headers.ContentLength, get.Headers.ETag), (head.Content.Headers.ContentLength, head.Headers.ETag));
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        }
    }

    [Fact]
    public async Task Following_hydra_next_reads_every_public_dataset_once_and_ends()
    {
        var seen = new List<string>();
        var modified = new List<string>();
        var pages = 0;
        for (var url = $"{site.Address}/catalog.ttl"; url is not null; pages++)
        {
            var graph = await Graph.ReadAsync(url);
            var node = Assert.Single(graph.OfType("hydra:PagedCollection"));
            Assert.Equal("100^^xsd:integer", graph.Value(node, "hydra:itemsPerPage"));
            Assert.Equal($"{RdfSite.Public}^^xsd:integer", graph.Value(node, "hydra:totalItems"));
            Assert.Equal(($"{site.Address}/catalog.ttl?page=1", $"{site.Address}/catalog.ttl?page=2"), (graph.Value(node, "hydra:firstPage"), graph.Value(node, "hydra:last")));
            Assert.Equal(pages, graph.Values(node, "hydra:previousPage").Count);
            var datasets = graph.Objects(site.Address, "dcat:dataset").Select(term => term.Value).ToList();
            seen.AddRange(datasets);
            modified.AddRange(datasets.Where(dataset => !dataset.EndsWith(site.Full.Id.ToString(), StringComparison.Ordinal)).Select(dataset => graph.Value(dataset, "dct:modified")));
            url = graph.Values(node, "hydra:next").SingleOrDefault();
        }

        Assert.Equal((2, RdfSite.Public), (pages, seen.Count));
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(modified.OrderDescending(StringComparer.Ordinal), modified);
        Assert.DoesNotContain($"{site.Address}/dataset/{site.Secret.Id}", seen);
    }

    [Fact]
    public async Task The_catalog_says_who_publishes_it_in_which_languages_and_since_when()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/catalog.rdf?q=versioned");

        Assert.Equal(["eu:language/ELL", "eu:language/ENG"], graph.Values(site.Address, "dct:language"));
        Assert.Equal("Δήμος Δοκιμής", graph.Value(graph.Value(site.Address, "dct:publisher"), "foaf:name"));
        Assert.Equal("eu:data-theme", graph.Value(site.Address, "dcat:themeTaxonomy"));
        Assert.Equal($"{site.Address}/", graph.Value(site.Address, "foaf:homepage"));
        Assert.True(string.CompareOrdinal(graph.Value(site.Address, "dct:issued"), graph.Value(site.Address, "dct:modified")) < 0);
        // Harvesters take every dcat:Dataset for a dataset, and DCAT-AP's shapes want nothing else behind dcat:hasVersion: here only the current one is named.
        var dataset = Assert.Single(graph.OfType("dcat:Dataset"));
        Assert.Empty(graph.Values(dataset, "dcat:hasVersion"));
        Assert.Equal($"{dataset}/v/2", graph.Value(dataset, "dcat:hasCurrentVersion"));
    }

    [Fact]
    public async Task Page_links_keep_what_was_asked_for()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/catalog.ttl?q=plain&fq=tags:plain&modified_since=2001-02-03&profiles=euro_dcat_ap_3");

        Assert.Equal($"{site.Address}/catalog.ttl?page=2&modified_since=2001-02-03&profiles=euro_dcat_ap_3&q=plain&fq=tags%3Aplain", graph.Value(graph.OfType("hydra:PagedCollection")[0], "hydra:nextPage"));
    }

    [Theory]
    [InlineData("/catalog.ttl?page=0", 409, "Page param must be a positive integer starting in 1")]
    [InlineData("/catalog.rdf?page=-1", 409, "Page param must be a positive integer starting in 1")]
    [InlineData("/catalog.xml?page=two", 409, "Page param must be a positive integer starting in 1")]
    [InlineData("/catalog.ttl?modified_since=yesterday", 409, "modified_since")]
    [InlineData("/catalog.ttl?profiles=nobodys", 409, "Unknown RDF profiles: nobodys")]
    [InlineData("/dataset/full.ttl?profiles=nobodys", 409, "Unknown RDF profiles: nobodys")]
    [InlineData("/catalog.ttl?q=%5Btitle:", 409, "")]
    [InlineData("/catalog.ttl?fq=%7B!func%7Dx", 409, "local parameters")]
    [InlineData("/catalog.ttl?q=%00", 400, "U+0000")]
    [InlineData("/dataset/nothing.ttl", 404, "Not found")]
    [InlineData("/dataset/full.csvw", 404, "")]
    [InlineData("/catalog.json", 404, "")]
    [InlineData("/dataset/secret.ttl", 403, "Access denied")]
    [InlineData("/dataset/draft.rdf", 403, "Access denied")]
    [InlineData("/dataset/deleted.n3", 403, "Access denied")]
    public async Task What_cannot_be_answered_is_said_by_status_and_text(string path, int status, string text)
    {
        using var response = await site.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(text, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(RdfSite.Ct)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?page=3")]
    [InlineData("?page=99999999999999999999")]
    [InlineData("?modified_since=2999-01-01")]
    public async Task Behind_the_end_is_a_catalog_without_datasets(string query)
    {
        var graph = await Graph.ReadAsync($"{site.Address}/catalog.ttl{query}");

        Assert.Empty(graph.Values(site.Address, "dcat:dataset"));
        Assert.Equal(query.StartsWith("?page", StringComparison.Ordinal) ? 1 : 0, graph.OfType("hydra:PagedCollection").Count);
    }

    [Fact]
    public async Task Private_data_is_in_no_catalog_whoever_asks_and_its_own_document_is_for_who_may_read_it()
    {
        using var catalog = await site.GetAsync("/catalog.ttl?q=secret", site.Site.Token);
        using var dataset = await site.GetAsync("/dataset/secret.ttl", site.Site.Token);

        Assert.DoesNotContain(site.Secret.Id.ToString(), await catalog.Content.ReadAsStringAsync(RdfSite.Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, dataset.StatusCode);
        Assert.True(dataset.Headers.CacheControl!.Private);
        Assert.Contains("access-right/NON_PUBLIC", await dataset.Content.ReadAsStringAsync(RdfSite.Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dataset/full", "text/turtle", "text/turtle")]
    [InlineData("/dataset/full", "text/html;q=0.5, application/ld+json", "application/ld+json")]
    [InlineData("/dataset/full", "application/rdf+xml;q=0.9, text/n3;q=0.8", "application/rdf+xml")]
    [InlineData("/en/dataset/full", "application/x-turtle", "text/turtle")]
    [InlineData("/", "text/turtle", "text/turtle")]
    [InlineData("/en", "application/rdf+xml", "application/rdf+xml")]
    [InlineData("/dataset/full", "text/html, text/turtle", "text/html")]
    [InlineData("/dataset/full", "text/turtle;q=0.5, */*", "text/html")]
    [InlineData("/dataset/full", "text/turtle;q=0", "text/html")]
    [InlineData("/dataset/full", "nonsense;;;", "text/html")]
    [InlineData("/dataset/full", "application/json", "text/html")]
    public async Task Accept_chooses_between_page_and_RDF(string path, string accept, string expected)
    {
        using var response = await site.GetAsync(path, accept: accept);

        Assert.Equal((HttpStatusCode.OK, expected), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Accept", response.Headers.Vary);
    }

    [Fact]
    public async Task Who_has_the_document_already_gets_304()
    {
        using var first = await site.GetAsync("/catalog.rdf");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{site.Address}/catalog.rdf");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await site.Client.SendAsync(request, RdfSite.Ct);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Any_site_may_read_the_documents()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{site.Address}/catalog.jsonld");
        request.Headers.Add("Origin", "https://example.org");

        using var response = await site.Client.SendAsync(request, RdfSite.Ct);

        Assert.Equal(["*"], response.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_catalog_that_was_renamed_says_so_at_once()
    {
        using var admin = site.Site.CreateAdminClient();
        await SetAsync("""{"ckan.site_title": "Renamed", "ckan.site_description": "Described"}""");
        try
        {
            var graph = await Graph.ReadAsync($"{site.Address}/catalog.ttl?q=versioned");
            Assert.Equal(("Renamed", "Described"), (graph.Value(site.Address, "dct:title"), graph.Value(site.Address, "dct:description")));
        }
        finally
        {
            await SetAsync("""{"ckan.site_title": "Open Data", "ckan.site_description": ""}""");
        }

        async Task SetAsync(string options)
        {
            using var answer = await admin.PostAsync(new Uri("/api/3/action/config_option_update", UriKind.Relative), new StringContent(options, Encoding.UTF8, "application/json"), RdfSite.Ct);
            answer.EnsureSuccessStatusCode();
        }
    }

    [Theory]
    [InlineData("dcat_dataset_show", """{"id": "full", "format": "ttl"}""", "/dataset/full.ttl")]
    [InlineData("dcat_dataset_show", """{"id": "full"}""", "/dataset/full.xml")]
    [InlineData("dcat_catalog_show", """{"page": 2, "format": "jsonld", "q": "plain"}""", "/catalog.jsonld?page=2&q=plain")]
    public async Task The_actions_return_the_same_documents_as_texts(string action, string parameters, string path)
    {
        using var response = await site.Client.PostAsync(new Uri($"/api/3/action/{action}", UriKind.Relative), new StringContent(parameters, Encoding.UTF8, new MediaTypeHeaderValue("application/json")), RdfSite.Ct);

        var result = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(RdfSite.Ct))!["result"]!;
        Assert.Equal(await site.Client.GetStringAsync(new Uri(path, UriKind.Relative), RdfSite.Ct), result.TrimStart('\uFEFF'));
    }

    [Theory]
    [InlineData("dcat_dataset_show?id=nothing", 404)]
    [InlineData("dcat_dataset_show?id=secret", 403)]
    [InlineData("dcat_dataset_show?id=full&format=pdf", 409)]
    [InlineData("dcat_dataset_show", 409)]
    [InlineData("dcat_catalog_show?page=0", 409)]
    [InlineData("dcat_catalog_show?profiles=x", 409)]
    public async Task The_actions_fail_in_the_envelope(string call, int status)
    {
        using var response = await site.GetAsync($"/api/3/action/{call}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.False((bool)JsonNode.Parse(await response.Content.ReadAsStringAsync(RdfSite.Ct))!["success"]!);
    }
}
