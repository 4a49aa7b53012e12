using Xunit;

namespace Catalog.Api.Tests.Dcat;

/// <summary>What parsers of other authors make of our documents: the same graph in every format, within DCAT-AP's cardinalities (conformance 137, 139).</summary>
[Collection(RdfTests.Name)]
public sealed class RoundTripTests(RdfSite site)
{
    private static readonly string[] Formats = ["ttl", "rdf", "xml", "jsonld", "n3"];

    [Theory]
    [InlineData("/catalog", "")]
    [InlineData("/catalog", "?page=2&q=plain&profiles=euro_dcat_ap_2")]
    [InlineData("/dataset/full", "")]
    [InlineData("/dataset/versioned", "")]
    [InlineData("/dataset/hostile", "?profiles=euro_dcat_ap")]
    [InlineData("/dataset/poor", "")]
    [InlineData("/dataset/crowded", "")]
    [InlineData("/dataset/wide", "")]
    [InlineData("/dataset_series/series", "")]
    public async Task Every_format_of_a_document_is_the_same_graph(string path, string query)
    {
        // Only the paging node is named by its own address, so it is compared in one format below.
        var graph = await Graph.ReadAsync([.. Formats.Select(format => $"{site.Address}{path}.{format}{query}")]);

        if (path == "/catalog")
            Assert.All(graph.Others, other => Assert.Equal(graph.Triples.Count, other.Triples));
        else
            Assert.All(graph.Others, other => Assert.True(other.Same, $"{other.Url} has other triples ({other.Triples}) than {Formats[0]} ({graph.Triples.Count})"));
        Assert.True(graph.Triples.Count > 10);
        var faults = Shapes.Faults(graph, hasAnyDate: path is "/catalog" or "/dataset/hostile");   // a catalog page has the hostile one too
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public async Task A_catalog_page_without_its_paging_node_is_the_same_graph_in_every_format()
    {
        var graphs = new List<HashSet<(string, string, string)>>();
        foreach (var format in Formats)
        {
            var graph = await Graph.ReadAsync($"{site.Address}/catalog.{format}?q=versioned");
            graphs.Add([.. graph.Triples.Where(triple => !triple.Predicate.StartsWith("hydra:", StringComparison.Ordinal) && !triple.Object.Value.Contains("hydra", StringComparison.Ordinal)
                    && triple.Subject.Kind != "BlankNode" && triple.Object.Kind != "BlankNode")
                .Select(triple => (triple.Subject.Value, triple.Predicate, triple.Object.ToString()))]);
        }

        Assert.True(graphs[0].Count > 30);
        Assert.All(graphs, graph => Assert.True(graphs[0].SetEquals(graph)));
    }

    [Fact]
    public async Task Hostile_texts_arrive_letter_for_letter_but_for_what_XML_cannot_hold()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/hostile.rdf");
        var dataset = $"{site.Address}/dataset/{site.Hostile.Id}";

        var expected = RdfSite.Attack.Replace("\u0001", "", StringComparison.Ordinal).Replace("\u001f", "", StringComparison.Ordinal).Replace("\uffff", "", StringComparison.Ordinal);
        Assert.Equal([expected + "@el", expected + "@en"], graph.Values(dataset, "dct:title"));
        Assert.Contains(expected, graph.Values(dataset, "dct:description"));   // a language that is none
        Assert.Equal(site.Hostile.Id.ToString(), dataset[^36..]);
        Assert.DoesNotContain(graph.Triples, triple => triple.Subject.Value.EndsWith("of-another", StringComparison.Ordinal));
    }
}
