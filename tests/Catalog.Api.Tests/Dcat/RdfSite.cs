using System.Text.Json.Nodes;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Dcat;

/// <summary>The tests of RDF and feeds share one site.</summary>
[CollectionDefinition(Name)]
public sealed class RdfTests : ICollectionFixture<RdfSite>
{
    public const string Name = "rdf";
}

/// <summary>A site with more datasets than a page of the catalog holds: one with every field, one with two versions, one whose every text is hostile, one private.</summary>
public sealed class RdfSite : IAsyncLifetime
{
    public const int Plain = 125;

    /// <summary>All that everybody may read and that is no harvest source.</summary>
    public const int Public = Plain + 8;

    /// <summary>Everything that one format or another must escape, and what XML cannot hold.</summary>
    public const string Attack = "<a href='x'>&amp;</a> \"quoted\" \\ back\\slash ]]> line\nbreak\r\ttab \u0001\u001f \uffff end 🌳 {curly} `tick` ^^xsd:x @el";

    private TestSite? _site;

    internal TestSite Site => _site ?? throw new InvalidOperationException("not started");

    internal DataBuilder Data { get; private set; } = null!;

    public HttpClient Client => Site.Client;

    /// <summary>No trailing slash.</summary>
    public string Address => Site.Address.ToString().TrimEnd('/');

    internal SavedPackage Full { get; private set; } = null!;

    internal SavedPackage Versioned { get; private set; } = null!;

    internal SavedPackage Hostile { get; private set; } = null!;

    internal SavedPackage Secret { get; private set; } = null!;

    public Guid City { get; private set; }

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        _site = await TestSite.StartAsync(new Dictionary<string, string?> { ["Site__SecurityContact"] = "mailto:security@example.org", ["Dcat__PublisherName"] = "Δήμος Δοκιμής" }, ct);
        Data = new DataBuilder(_site);
        City = await Data.Organizations.SaveAsync("city", new Dictionary<string, string> { ["el"] = "Δήμος", ["en"] = "City" }, "Ο **δήμος**", ct);
        for (var i = 0; i < Plain; i++)
            await Data.HasPackageAsync($"plain-{i:000}", ct, draft => draft with { Tags = ["plain"], Title = new Dictionary<string, string>() });
        await SaveFullAsync(ct);
        await SaveVersionedAsync(ct);
        await SaveHostileAsync(ct);
        await SaveUnusualAsync(ct);
        Secret = await Data.HasPackageAsync("secret", ct, draft => draft with { Private = true, OwnerOrg = "city", Tags = ["secret-tag", "plain"], Resources = [new ResourceDraft { Name = "rows", HasTable = true }] });
        await Data.HasPackageAsync("draft", ct, draft => draft with { State = "draft", OwnerOrg = "city", Tags = ["plain"] });
        await Data.HasPackageAsync("deleted", ct, draft => draft with { State = "deleted", OwnerOrg = "city", Tags = ["plain"] });
        await Data.HasPackageAsync("a-harvester", ct, draft => draft with { Type = "harvest", Tags = ["plain"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    /// <summary>The answer to a GET of that path.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, string? token = null, string? accept = null, HttpMethod? method = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, Address + path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await client.SendAsync(request, Ct);
        Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode} {Site.Log("Catalog.Api")[..]}");
        return response;
    }

    private async Task SaveFullAsync(CancellationToken ct) => Full = await Data.HasPackageAsync("full", ct, draft => draft with
    {
        Title = new Dictionary<string, string> { ["el"] = "Πλήρες", ["en"] = "Complete" },
        Notes = new Dictionary<string, string> { ["el"] = "Περιγραφή", ["en"] = "Description" },
        OwnerOrg = "city", LicenseId = "cc-by", Tags = ["πράσινο", "open data"], Maintainer = "Gardens", MaintainerEmail = "gardens@example.org", Url = "https://example.org/a b?x=[1]", Version = "7",
        Extras = new Dictionary<string, string>
        {
            ["frequency"] = "monthly", ["language"] = "[\"el\", \"en\"]", ["theme"] = "ENVI, http://example.org/theme/trees", ["issued"] = "2020", ["modified"] = "2021-05-06",
            ["temporal_start"] = "2019-01", ["temporal_end"] = "2020-12-31T10:00:00+02:00", ["conforms_to"] = "http://example.org/standard", ["documentation"] = "[\"http://example.org/doc\"]",
            ["spatial"] = """{"type":"Polygon","coordinates":[[[22.1,40.2],[22.3,40.2],[22.3,40.45678],[22.1,40.2]]]}""", ["spatial_text"] = "Thessaloniki", ["alternate_identifier"] = "old-1",
            ["provenance"] = "Counted, by hand", ["access_rights"] = "On the premises only", ["is_version_of"] = "http://example.org/abstract", ["dcat_type"] = "http://publications.europa.eu/resource/authority/dataset-type/STATISTICAL",
            ["contact_name"] = "Help desk", ["contact_email"] = "help@example.org", ["creator_name"] = "Surveyors", ["creator_email"] = "s@example.org", ["hvd_category"] = "http://data.europa.eu/bna/c_164e0bf5",
            ["applicable_legislation"] = "http://data.europa.eu/eli/reg_impl/2023/138/oj", ["temporal_resolution"] = "P1M", ["spatial_resolution_in_meters"] = "10.5", ["version_notes"] = "First",
            ["is_referenced_by"] = "http://example.org/article", ["related_resource"] = "http://example.org/map", ["source"] = "http://example.org/survey", ["sample"] = "http://example.org/excerpt",
            ["has_version"] = "http://example.org/edition", ["in_series"] = "http://example.org/series", ["spatial_bbox"] = """{"type":"Polygon","coordinates":[[[22,40],[23,40],[23,41],[22,40]]]}""",
            ["spatial_centroid"] = """{"type":"Point","coordinates":[22.5,40.5]}""",
        },
        Resources =
        [
            new ResourceDraft
            {
                Name = "manual", Url = "https://example.org/manual.pdf", Format = "PDF", Mimetype = "application/pdf; charset=binary", Title = new Dictionary<string, string> { ["el"] = "Εγχειρίδιο" },
                Extras = new JsonObject { ["license"] = "odc-odbl", ["rights"] = "Ask first", ["status"] = "COMPLETED", ["availability"] = "stable", ["language"] = "ell", ["hash_algorithm"] = "MD5" },
            },
            new ResourceDraft
            {
                Name = "map", Url = "https://example.org/wms", Format = "WMS",
                Extras = new JsonObject
                {
                    ["access_services"] = new JsonArray(new JsonObject { ["title"] = "Map", ["endpoint_description"] = "Ask for tiles", ["endpoint_url"] = new JsonArray("https://example.org/wms"), ["license"] = "cc-zero" }, new JsonObject { ["title"] = "No address" }),
                },
            },
            new ResourceDraft { Name = "nowhere", Url = "javascript:alert(1)", Format = "Unheard Of" },
            new ResourceDraft
            {
                Name = "packed", Url = "https://example.org/page", Format = "CSV", Description = new Dictionary<string, string> { ["en"] = "All of it" },
                Extras = new JsonObject
                {
                    ["access_url"] = "https://example.org/access", ["download_url"] = "https://example.org/packed.tar.gz", ["compress_format"] = "application/gzip", ["package_format"] = "application/x-tar",
                    ["temporal_resolution"] = "PT15M", ["spatial_resolution_in_meters"] = "5", ["conforms_to"] = "http://example.org/schema", ["documentation"] = "http://example.org/manual",
                    ["applicable_legislation"] = "http://data.europa.eu/eli/reg_impl/2023/138/oj", ["issued"] = "2020-01", ["modified"] = "2020-02-03", ["uri"] = "http://example.org/packed",
                },
            },
        ],
    });

    private async Task SaveVersionedAsync(CancellationToken ct)
    {
        Versioned = await Data.HasPackageAsync("versioned", ct, draft => draft with { OwnerOrg = "city", LicenseId = "cc-zero", Resources = [new ResourceDraft { Name = "δέντρα", HasTable = true, Format = "CSV", Mimetype = "text/csv" }] });
        await Data.PublishAsync(Versioned, ct, Trees("A", "B"));
        await Data.PublishAsync(Versioned, ct, Trees("A", "B", "C"));
    }

    private async Task SaveHostileAsync(CancellationToken ct) => Hostile = await Data.HasPackageAsync("hostile", ct, draft => draft with
    {
        Title = new Dictionary<string, string> { ["el"] = Attack, ["en"] = Attack },
        Notes = new Dictionary<string, string> { ["el"] = Attack, ["not a language!"] = Attack },
        Author = Attack, AuthorEmail = Attack, Maintainer = Attack, MaintainerEmail = "a@b@c <script>", Url = "http://example.org/" + Attack, LicenseId = Attack, Version = Attack, Tags = ["tag"],
        Extras = new[] { "uri", "theme", "language", "frequency", "spatial", "temporal_start", "conforms_to", "publisher_name", "publisher_uri", "contact_uri", "access_rights", "identifier", "issued", "spatial_uri",
                "temporal_resolution", "dcat_type", "in_series", "publisher", "creator", "tags_translated", "provenance", "hvd_category" }
            .ToDictionary(key => key, key => key switch
            {
                "uri" => $"{Site.Address}dataset/of-another",
                "publisher" => "[{\"name\": \"\\ud800\"}, 5]",
                "creator" => "{\"name\": [1, {\"a\": null}], \"email\": \"x\"}",
                "tags_translated" => "{\"el\": [null, 7, \"λέξη\"], \"x y\": \"z\"}",
                "spatial" => "{\"type\": \"Polygon\", \"coordinates\": [[[1e999, \"x\"]]]}",
                "publisher_uri" => "http://[::1",
                "in_series" => "http://exa mple.org/#a#b%zz%41",
                _ => Attack,
            }),
        Resources = [new ResourceDraft { Name = Attack, Url = "http://example.org/" + Attack, Format = Attack, Mimetype = Attack, Title = new Dictionary<string, string> { ["el"] = Attack }, Extras = new JsonObject { ["uri"] = "", ["access_services"] = "[", ["license"] = Attack, ["language"] = new JsonArray(1, null, "el") } }],
    });

    /// <summary>Datasets that say next to nothing, the same thing twice, codes of no list, and texts that are long or run the other way.</summary>
    private async Task SaveUnusualAsync(CancellationToken ct)
    {
        await Data.HasPackageAsync("poor", ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["el"] = " \u0001 " }, Notes = new Dictionary<string, string> { ["el"] = "\u0002" }, Version = " ", Author = "\u0003",
            Extras = new Dictionary<string, string> { ["publisher_name"] = "\u0001", ["language"] = "\u0001", ["issued"] = " " },
        });
        await Data.HasPackageAsync("crowded", ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["el"] = "Ένα", ["EL"] = "Δύο" }, LicenseId = "other-open",
            Extras = new Dictionary<string, string>
            {
                ["frequency"] = "[\"monthly\", \"daily\"]", ["theme"] = "[\"envi\", \"NONE\", \"http://publications.europa.eu/resource/authority/data-theme/NONE\"]", ["access_rights"] = "http://publications.europa.eu/resource/authority/access-right/restricted",
                ["language"] = "[\"el\", \"gre\", \"xq\", \"http://publications.europa.eu/resource/authority/language/FRA\"]", ["hvd_category"] = "http://data.europa.eu/bna/c_b79e35eb",
                ["related_resource"] = "a book, http://example.org/book", ["source"] = "by hand", ["sample"] = "a page", ["is_referenced_by"] = "somebody", ["has_version"] = "the second", ["is_version_of"] = "the first",
                ["spatial_uri"] = "http://example.org/place", ["spatial"] = """{"type":"Point","coordinates":[1,2]}""", ["publisher_name"] = "Somebody", ["publisher_uri"] = "http://example.org/agent", ["publisher_type"] = "http://purl.org/adms/publishertype/Company",
                ["creator_name"] = "Somebody else", ["creator_uri"] = "http://example.org/agent", ["creator_type"] = "http://purl.org/adms/publishertype/LocalAuthority", ["contact_uri"] = $"{Site.Address}organization/{City}", ["contact_name"] = "Nobody",
            },
            Resources =
            [
                Twin("a") with { Extras = new JsonObject { ["uri"] = "http://example.org/twin", ["status"] = "WHATEVER", ["availability"] = "soon", ["license"] = "notspecified" } },
                Twin("b") with { Extras = new JsonObject { ["uri"] = "http://example.org/twin", ["status"] = "http://publications.europa.eu/resource/authority/distribution-status/deprecated", ["availability"] = "temporary" } },
            ],
        });
        await Data.HasPackageAsync("wide", ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["ar"] = "\u202eبيانات مفتوحة\u202c \u200bzero", ["he"] = "נתונים", ["el"] = new string('Ω', 10_000) }, Notes = new Dictionary<string, string> { ["el"] = string.Concat(Enumerable.Repeat("πολύ 🌳 \"\\\n", 10_000)) },
            Extras = new Dictionary<string, string> { ["spatial_uri"] = "http://example.org/place", ["spatial"] = """{"type":"Point","coordinates":[3,4]}""", ["conforms_to"] = "http://example.org/<>\"{}|\\^`\u0001\u007f\u202e\ufffe", ["identifier"] = new string('i', 5_000) },
        });
        var series = await Data.HasPackageAsync("series", ct, draft => draft with { Type = "dataset_series", Extras = new Dictionary<string, string> { ["frequency"] = "annual", ["in_series"] = "none" } });
        await Data.HasPackageAsync("episode", ct, draft => draft with { Extras = new Dictionary<string, string> { ["in_series"] = series.Id.ToString() } });

        static ResourceDraft Twin(string name) => new() { Name = name, Url = "https://example.org/data.csv", Format = "CSV" };
    }

    private static Table Trees(params string[] codes) => new("δέντρα", [new Field { Id = "code", Type = "text" }], ["code"], [.. codes.Select(code => new[] { code })]);
}
