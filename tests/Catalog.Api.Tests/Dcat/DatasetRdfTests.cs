using System.Security.Cryptography;
using Xunit;

namespace Catalog.Api.Tests.Dcat;

/// <summary>What a dataset's own document says (contract 7.4 to 7.6, 7.8).</summary>
[Collection(RdfTests.Name)]
public sealed class DatasetRdfTests(RdfSite site)
{
    [Fact]
    public async Task Fields_become_the_properties_of_the_contract_in_the_words_of_the_EU()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/full.ttl");
        var dataset = $"{site.Address}/dataset/{site.Full.Id}";

        var expected = new Dictionary<string, string[]>
        {
            ["rdf:type"] = ["dcat:Dataset"],
            ["dct:title"] = ["Complete@en", "Πλήρες@el"],
            ["dct:description"] = ["Description@en", "Περιγραφή@el"],
            ["dct:identifier"] = [site.Full.Id.ToString()],
            ["dcat:landingPage"] = ["https://example.org/a%20b?x=%5B1%5D"],
            ["dcat:keyword"] = ["open data", "πράσινο"],
            ["dcat:version"] = ["7"],
            ["adms:versionNotes"] = ["First"],
            ["dct:issued"] = ["2020^^xsd:gYear"],
            ["dct:modified"] = ["2021-05-06^^xsd:date"],
            ["dct:accrualPeriodicity"] = ["eu:frequency/MONTHLY"],
            ["dct:language"] = ["eu:language/ELL", "eu:language/ENG"],
            ["dcat:theme"] = ["eu:data-theme/ENVI", "http://example.org/theme/trees"],
            ["dct:conformsTo"] = ["http://example.org/standard"],
            ["foaf:page"] = ["http://example.org/doc"],
            ["dct:isVersionOf"] = ["http://example.org/abstract"],
            ["dct:type"] = ["eu:dataset-type/STATISTICAL"],
            ["dcat:temporalResolution"] = ["P1M^^xsd:duration"],
            ["dcat:spatialResolutionInMeters"] = ["10.5^^xsd:decimal"],
            ["dcatap:hvdCategory"] = ["http://data.europa.eu/bna/c_164e0bf5"],
            ["dcatap:applicableLegislation"] = ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
            ["dct:publisher"] = [$"{site.Address}/organization/{site.City}"],
            ["dct:isReferencedBy"] = ["http://example.org/article"],
            ["dct:relation"] = ["http://example.org/map"],
            ["dct:source"] = ["http://example.org/survey"],
            ["adms:sample"] = ["http://example.org/excerpt"],
            ["dcat:hasVersion"] = ["http://example.org/edition"],
            ["dcat:inSeries"] = ["http://example.org/series"],
        };
        Assert.All(expected, pair => Assert.Equal(pair.Value, graph.Values(dataset, pair.Key)));
        Assert.Equal(["City@en", "Δήμος@el"], graph.Values(expected["dct:publisher"][0], "foaf:name"));
        Assert.Equal("Surveyors", graph.Value(graph.Value(dataset, "dct:creator"), "foaf:name"));
        var contact = graph.Value(dataset, "dcat:contactPoint");
        Assert.Equal(("Help desk", "mailto:help@example.org"), (graph.Value(contact, "vcard:fn"), graph.Value(contact, "vcard:hasEmail")));
        Assert.Equal("On the premises only", graph.Value(graph.Value(dataset, "dct:accessRights"), "rdfs:label"));
        Assert.Equal("Counted, by hand", graph.Value(graph.Value(dataset, "dct:provenance"), "rdfs:label"));
        Assert.Equal("old-1", graph.Value(graph.Value(dataset, "adms:identifier"), "skos:notation"));
        var period = graph.Value(dataset, "dct:temporal");
        Assert.Equal(("2019-01^^xsd:gYearMonth", "2020-12-31T08:00:00.000000Z^^xsd:dateTime"), (graph.Value(period, "dcat:startDate"), graph.Value(period, "dcat:endDate")));
        var place = graph.Value(dataset, "dct:spatial");
        Assert.Equal("Thessaloniki", graph.Value(place, "skos:prefLabel"));
        Assert.Equal("trees", graph.Value("http://example.org/theme/trees", "skos:prefLabel"));   // of a list that we do not know
        Assert.StartsWith("POLYGON ((22.0000 40.0000,", graph.Value(place, "dcat:bbox"), StringComparison.Ordinal);
        Assert.StartsWith("POINT (22.5000 40.5000)", graph.Value(place, "dcat:centroid"), StringComparison.Ordinal);
        Assert.StartsWith("POLYGON ((22.1000 40.2000, 22.3000 40.2000, 22.3000 40.4568, 22.1000 40.2000))", graph.Value(place, "locn:geometry"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Distributions_name_formats_licences_and_where_the_file_is()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/full.ttl");
        var (manual, map, nowhere) = (Distribution("manual"), Distribution("map"), Distribution("nowhere"));

        Assert.Equal(("eu:file-type/PDF", "https://www.iana.org/assignments/media-types/application/pdf"), (graph.Value(manual, "dct:format"), graph.Value(manual, "dcat:mediaType")));
        Assert.Equal(("https://example.org/manual.pdf", "https://example.org/manual.pdf"), (graph.Value(manual, "dcat:accessURL"), graph.Value(manual, "dcat:downloadURL")));
        Assert.Equal(("eu:licence/ODC_BL", "eu:licence/CC_BY_4_0"), (graph.Value(manual, "dct:license"), graph.Value(map, "dct:license")));
        Assert.Equal(("eu:distribution-status/COMPLETED", "eu:planned-availability/STABLE"), (graph.Value(manual, "adms:status"), graph.Value(manual, "dcatap:availability")));
        Assert.Equal(("Εγχειρίδιο@el", "map"), (graph.Value(manual, "dct:title"), graph.Value(map, "dct:title")));
        Assert.Equal("Ask first", graph.Value(graph.Value(manual, "dct:rights"), "rdfs:label"));
        Assert.Equal("eu:file-type/WMS_SRVC", graph.Value(map, "dct:format"));
        Assert.Empty(graph.Values(map, "dcat:downloadURL"));   // a service is no file
        Assert.Equal("Map", graph.Value(graph.Value(map, "dcat:accessService"), "dct:title"));
        Assert.Equal("Ask for tiles", graph.Value(graph.Value(graph.Value(map, "dcat:accessService"), "dcat:endpointDescription"), "rdfs:label"));
        // An address that runs is none: the page of the resource takes its place.
        Assert.Equal((nowhere, "Unheard Of"), (graph.Value(nowhere, "dcat:accessURL"), graph.Value(graph.Value(nowhere, "dct:format"), "rdfs:label")));

        string Distribution(string name) => $"{site.Address}/dataset/{site.Full.Id}/resource/{site.Full.Resources.Single(resource => resource.Name == name).Id}";
    }

    [Fact]
    public async Task A_distribution_says_all_that_its_resource_says()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/full.ttl");

        var expected = new Dictionary<string, string[]>
        {
            ["rdf:type"] = ["dcat:Distribution"],
            ["dct:title"] = ["packed"],
            ["dct:description"] = ["All of it@en"],
            ["dcat:accessURL"] = ["https://example.org/access"],
            ["dcat:downloadURL"] = ["https://example.org/packed.tar.gz"],
            ["dct:format"] = ["eu:file-type/CSV"],
            ["dcat:mediaType"] = ["https://www.iana.org/assignments/media-types/text/csv"],
            ["dcat:compressFormat"] = ["https://www.iana.org/assignments/media-types/application/gzip"],
            ["dcat:packageFormat"] = ["https://www.iana.org/assignments/media-types/application/x-tar"],
            ["dcat:temporalResolution"] = ["PT15M^^xsd:duration"],
            ["dcat:spatialResolutionInMeters"] = ["5^^xsd:decimal"],
            ["dct:conformsTo"] = ["http://example.org/schema"],
            ["foaf:page"] = ["http://example.org/manual"],
            ["dcatap:applicableLegislation"] = ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
            ["dct:issued"] = ["2020-01^^xsd:gYearMonth"],
            ["dct:modified"] = ["2020-02-03^^xsd:date"],
            ["dct:license"] = ["eu:licence/CC_BY_4_0"],
        };
        Assert.All(expected, pair => Assert.Equal(pair.Value, graph.Values("http://example.org/packed", pair.Key)));
    }

    [Fact]
    public async Task Versions_are_described_with_files_that_are_those_bytes_for_ever()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/versioned.jsonld");
        var dataset = $"{site.Address}/dataset/{site.Versioned.Id}";

        Assert.Equal([$"{dataset}/v/1", $"{dataset}/v/2"], graph.Values(dataset, "dcat:hasVersion"));
        Assert.Equal($"{dataset}/v/2", graph.Value(dataset, "dcat:hasCurrentVersion"));
        Assert.Equal(($"{dataset}/v/1", dataset), (graph.Value($"{dataset}/v/2", "dcat:previousVersion"), graph.Value($"{dataset}/v/2", "dcat:isVersionOf")));
        Assert.Empty(graph.Values($"{dataset}/v/1", "dcat:previousVersion"));
        Assert.Equal(["note@en", "σημείωση@el"], graph.Values($"{dataset}/v/1", "adms:versionNotes"));
        Assert.Equal(["1.0.0", "1.1.0"], new[] { "1", "2" }.Select(v => graph.Value($"{dataset}/v/{v}", "dcat:version")));
        foreach (var v in new[] { "1", "2" })
        {
            var distribution = graph.Value($"{dataset}/v/{v}", "dcat:distribution");
            var bytes = await site.Client.GetByteArrayAsync(new Uri(graph.Value(distribution, "dcat:downloadURL")), RdfSite.Ct);
            Assert.Equal($"{bytes.Length}^^xsd:nonNegativeInteger", graph.Value(distribution, "dcat:byteSize"));
            Assert.Equal($"{Convert.ToHexStringLower(SHA256.HashData(bytes))}^^xsd:hexBinary", graph.Value(graph.Value(distribution, "spdx:checksum"), "spdx:checksumValue"));
        }
    }

    [Fact]
    public async Task A_resource_with_a_table_is_served_by_datastore_search_and_has_size_and_checksum()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/versioned.ttl");
        var distribution = graph.Value($"{site.Address}/dataset/{site.Versioned.Id}", "dcat:distribution");

        var service = graph.Value(distribution, "dcat:accessService");
        Assert.Equal($"{site.Address}/api/3/action/datastore_search", graph.Value(service, "dcat:endpointURL"));
        Assert.Equal($"{site.Address}/dataset/{site.Versioned.Id}", graph.Value(service, "dcat:servesDataset"));
        Assert.Equal("spdx:checksumAlgorithm_sha256", graph.Value(graph.Value(distribution, "spdx:checksum"), "spdx:algorithm"));
        Assert.Equal("eu:licence/CC0", graph.Value(distribution, "dct:license"));
    }

    [Fact]
    public async Task Without_organization_and_description_the_site_publishes_and_the_title_describes()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/plain-000.ttl");
        var dataset = Assert.Single(graph.OfType("dcat:Dataset"));

        Assert.Equal((graph.Value(dataset, "dct:title"), "plain-000"), (graph.Value(dataset, "dct:description"), graph.Value(dataset, "dct:title")));
        Assert.Equal("Δήμος Δοκιμής", graph.Value(graph.Value(dataset, "dct:publisher"), "foaf:name"));
    }

    [Fact]
    public async Task Older_editions_say_version_and_size_in_their_own_words()
    {
        var graph = await Graph.ReadAsync($"{site.Address}/dataset/versioned.ttl?profiles=euro_dcat_ap_2,euro_dcat_ap_scheming");
        var dataset = $"{site.Address}/dataset/{site.Versioned.Id}";

        Assert.Empty(graph.Values(dataset, "dcat:hasVersion"));
        Assert.Equal(2, graph.Values(dataset, "dct:hasVersion").Count);
        Assert.EndsWith("^^xsd:decimal", graph.Value(graph.Value(dataset, "dcat:distribution"), "dcat:byteSize"), StringComparison.Ordinal);
        Assert.Equal("1.1.0", graph.Value(dataset, "owl:versionInfo"));
    }
}
