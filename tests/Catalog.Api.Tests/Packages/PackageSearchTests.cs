using System.Text.Json.Nodes;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Packages;

/// <summary>
/// package_search (contract 4): <c>{"count", "facets": {"tags": {"water": 2}}, "results": [dataset], "sort", "search_facets": {"tags": {"title", "items": [{"name", "display_name", "count"}]}}}</c>.
/// Every query is narrowed to this class's own organization.
/// </summary>
public sealed class PackageSearchTests(CatalogSite site) : IAsyncLifetime
{
    private static readonly SemaphoreSlim Once = new(1);
    private static bool _made;

    public async ValueTask InitializeAsync()
    {
        await Once.WaitAsync(CatalogSite.Ct);
        try
        {
            if (!_made)
                await MakeAsync();
            _made = true;
        }
        finally
        {
            Once.Release();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task MakeAsync()
    {
        await site.Data.Organizations.SaveAsync("river-board", new Dictionary<string, string> { ["el"] = "Φορέας ποταμών" }, "", CatalogSite.Ct);
        await site.Data.Organizations.SaveAsync("road-board", new Dictionary<string, string> { ["el"] = "Φορέας οδών" }, "", CatalogSite.Ct);
        await HasAsync("air-berlin", "Air quality in Berlin", "river-board", "cc-by", ["air", "berlin"], "CSV");
        await HasAsync("water-berlin", "Water quality in Berlin", "road-board", "cc-zero", ["water", "berlin"], "CSV");
        await HasAsync("water-rhine", "Water levels of the Rhine", "river-board", "cc-by", ["water", "open data"], "CSV", "XML");
        await HasAsync("traffic", "Traffic counts, café and data-set", "road-board", "odc-odbl", ["traffic"], "JSON");
        await HasAsync("flood-map", "Flood map", "river-board", "notspecified", [], "GeoJSON");
        await HasAsync("proypologismos", "Προϋπολογισμός δαπανών του Δήμου", "river-board", "cc-by", ["Προϋπολογισμός"], "CSV");
        await site.Data.HasPackageAsync("hidden-water", CatalogSite.Ct, draft => draft with { OwnerOrg = "river-board", Private = true, Tags = ["water", "leak"], Title = new Dictionary<string, string> { ["en"] = "Water that leaks" } });
        await site.Data.HasPackageAsync("draft-water", CatalogSite.Ct, draft => draft with { OwnerOrg = "river-board", State = "draft", Tags = ["water"] });
        await site.Data.HasPackageAsync("deleted-water", CatalogSite.Ct, draft => draft with { OwnerOrg = "river-board", State = "deleted", Tags = ["water"] });
    }

    private Task<SavedPackage> HasAsync(string name, string title, string organization, string license, string[] tags, params string[] formats) =>
        site.Data.HasPackageAsync(name, CatalogSite.Ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["en"] = title }, OwnerOrg = organization, LicenseId = license, Tags = tags, Author = "A. Author",
            Notes = new Dictionary<string, string> { ["en"] = $"Measured series, includes stations of {name}" },
            Extras = new Dictionary<string, string> { ["theme"] = organization, ["my key"] = "v" },
            Resources = [.. formats.Select(format => new ResourceDraft { Name = format, Format = format, Url = $"http://e.org/{name}.{format}" })],
        });

    private async Task<JsonNode> SearchAsync(string query, string? token = null) =>
        await site.ResultAsync($"package_search?fq_list=organization:(river-board+OR+road-board)&{query}{(query.Contains("rows=", StringComparison.Ordinal) ? "" : "&rows=50")}", token);

    private async Task<string> NamesAsync(string query, string? token = null) =>
        string.Join(' ', (await SearchAsync(query, token))["results"]!.AsArray().Select(result => (string)result!["name"]!).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("q=water", "water-berlin water-rhine")]
    [InlineData("q=WATER quality", "water-berlin")]
    [InlineData("q=\"water quality\"", "water-berlin")]
    [InlineData("q=\"quality water\"", "")]
    [InlineData("q=water -rhine", "water-berlin")]
    [InlineData("q=water NOT rhine", "water-berlin")]
    [InlineData("q=water OR traffic", "")]
    [InlineData("q=%2Bwater levels stations", "water-rhine")]
    [InlineData("q=wat*", "water-berlin water-rhine")]
    [InlineData("q=wat", "")]
    [InlineData("q=floods", "flood-map")]
    [InlineData("q=cafe", "traffic")]
    [InlineData("q=dataset", "traffic")]
    [InlineData("q=-water", "")]
    [InlineData("q=!water", "water-berlin water-rhine")]
    [InlineData("q=(((", "")]
    [InlineData("q=Προϋπολογισμός", "proypologismos")]
    [InlineData("q=προυπολογισμου", "proypologismos")]
    [InlineData("q=ΠΡΟΫΠΟΛΟΓΙΣΜΌΣ δαπάνη", "proypologismos")]
    [InlineData("q=proypologismos", "proypologismos")]
    [InlineData("q=proupologismos dapanes", "proypologismos")]
    [InlineData("q=proup*", "proypologismos")]
    [InlineData("q=δήμος", "proypologismos")]
    public async Task Words_find_what_people_mean(string query, string names) => Assert.Equal(names, await NamesAsync(query));

    [Theory]
    [InlineData("q=title:water", "water-berlin water-rhine")]
    [InlineData("q=notes:water", "water-berlin water-rhine")]
    [InlineData("q=title:traffic OR title:flood", "flood-map traffic")]
    [InlineData("q=tags:berlin", "air-berlin water-berlin")]
    [InlineData("fq=tags:\"open data\"", "water-rhine")]
    [InlineData("fq=tags:Berlin", "")]
    [InlineData("fq=tags:(water OR air) AND -license_id:cc-zero", "air-berlin water-rhine")]
    [InlineData("fq=res_format:CSV", "air-berlin proypologismos water-berlin water-rhine")]
    [InlineData("fq=res_format:csv", "")]
    [InlineData("fq=organization:road-board", "traffic water-berlin")]
    [InlineData("fq=-organization:road-board -tags:*", "flood-map")]
    [InlineData("fq=organization:road-board OR tags:air metadata_modified:[2024-01-01T00:00:00.123456Z TO *]", "air-berlin traffic water-berlin")]
    [InlineData("fq=metadata_modified:[NOW-1DAY TO NOW%2B1DAY] name:flood*", "flood-map")]
    [InlineData("fq=metadata_modified:[* TO 2020-01-01]", "")]
    [InlineData("q=metadata_modified:[2024-01-01T00:00:00Z%2520TO%2520*] AND name:traffic", "traffic")]
    [InlineData("fq=license_id:cc-by&fq=tags:water", "water-rhine")]
    [InlineData("fq=theme:road-board", "traffic water-berlin")]
    [InlineData("fq=extras_theme:road name:traffic", "traffic")]
    [InlineData("fq=mykey:v name:traffic", "traffic")]
    [InlineData("fq=author:\"a. author\" name:traffic", "traffic")]
    [InlineData("fq=num_tags:[2 TO *]", "air-berlin water-berlin water-rhine")]
    [InlineData("fq=num_resources:2", "water-rhine")]
    [InlineData("fq=isopen:false", "flood-map")]
    [InlineData("fq=name:?raffic", "traffic")]
    [InlineData("fq=title:tr?ff*", "traffic")]
    [InlineData("fq=name:[t TO u]", "traffic")]
    [InlineData("fq=nofield:x", "")]
    [InlineData("fq=private:true", "")]
    [InlineData("fq=state:deleted", "")]
    [InlineData("fq=dataset_type:dataset tags:air", "air-berlin")]
    [InlineData("q=http://x", "")]
    [InlineData("q=10:30", "")]
    public async Task Fields_are_asked_in_the_language_of_Lucene(string query, string names) => Assert.Equal(names, await NamesAsync(query));

    [Theory]
    [InlineData("limit=5", 400, "Search Query Error", "Search Query is invalid: \"Invalid search parameters: ['limit']\"")]
    [InlineData("sort=name", 400, "Search Query Error", "Search Query is invalid: 'Invalid \"sort\" parameter'")]
    [InlineData("sort=name; id asc", 400, "Search Query Error", null)]
    [InlineData("sort=none", 400, "Search Query Error", null)]
    [InlineData("sort=tags asc", 400, "Search Query Error", null)]
    [InlineData("q=title:[a TO", 409, "Search Error", null)]
    [InlineData("q=title:", 409, "Search Error", null)]
    [InlineData("q=a:b:c", 409, "Search Error", null)]
    [InlineData("q={!bool must=x}", 409, "Search Error", "Search error: \"Local parameters are not supported in param 'q'.\"")]
    [InlineData("fq={!lucene}tags:x", 409, "Search Error", "Search error: 'SOLR returned an error running query: local parameters are not supported'")]
    [InlineData("fq_list={!lucene}tags:x", 409, "Search Error", "Search error: \"Local parameters are not supported in param 'fq_list'.\"")]
    [InlineData("facet.field=[\"{!key=x}tags\"]", 409, "Search Error", null)]
    [InlineData("defType=func", 409, "Search Error", null)]
    [InlineData("facet=maybe", 409, "Search Error", null)]
    [InlineData("fq=metadata_modified:yesterday", 409, "Search Error", null)]
    [InlineData("fq=metadata_modified:2024*", 409, "Search Error", null)]
    [InlineData("fq=metadata_modified:[yesterday TO *]", 409, "Search Error", null)]
    public async Task A_wrong_search_says_so(string query, int status, string type, string? message)
    {
        var (actual, body) = await site.GetAsync($"package_search?{query}");

        Assert.Equal((status, type), (actual, (string)body["error"]!["__type"]!));
        Assert.Equal(message ?? (string)body["error"]!["message"]!, (string)body["error"]!["message"]!);
        Assert.StartsWith(type == "Search Error" ? "Search error: " : "Search Query is invalid: ", (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows=-1", """{"rows":["Must be a natural number"],"__type":"Validation Error"}""")]
    [InlineData("rows=abc", """{"rows":["Invalid integer","Please enter an integer value"],"__type":"Validation Error"}""")]
    [InlineData("rows=2.5", """{"rows":["Invalid integer","Please enter an integer value"],"__type":"Validation Error"}""")]
    [InlineData("start=-1", """{"start":["Must be a natural number"],"__type":"Validation Error"}""")]
    [InlineData("start=x&rows=x", """{"rows":["Invalid integer","Please enter an integer value"],"start":["Invalid integer"],"__type":"Validation Error"}""")]
    [InlineData("facet.field=", """{"facet.field":["Could not parse as valid JSON","Not a list"],"__type":"Validation Error"}""")]
    [InlineData("facet.field=5", """{"facet.field":["Not a list"],"__type":"Validation Error"}""")]
    [InlineData("facet.field=[1]", """{"facet.field":["Not a string: 1"],"__type":"Validation Error"}""")]
    [InlineData("include_private=perhaps", """{"include_private":["Must be a boolean"],"__type":"Validation Error"}""")]
    public async Task Wrong_values_are_reported_by_field(string query, string error)
    {
        var (status, body) = await site.GetAsync($"package_search?{query}");

        Assert.Equal((409, error), (status, body["error"]!.ToJsonString()));
    }

    [Fact]
    public async Task The_answer_has_the_keys_of_CKAN_and_full_datasets()
    {
        var result = await SearchAsync("q=name:traffic");
        var shown = await site.ResultAsync("package_show?id=traffic");

        Assert.Equal(["count", "facets", "results", "search_facets", "sort"], result.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.True(JsonNode.DeepEquals(shown, result["results"]![0]));
        Assert.Equal((1, "score desc, metadata_modified desc"), ((int)result["count"]!, (string)result["sort"]!));
    }

    [Fact]
    public async Task Facets_count_datasets_and_show_titles()
    {
        var result = await SearchAsync("rows=0&facet.field=[\"tags\",\"organization\",\"res_format\",\"license_id\"]");

        Assert.Empty(result["results"]!.AsArray());
        Assert.Equal(6, (int)result["count"]!);
        Assert.Equal("""{"berlin":2,"water":2,"air":1,"open data":1,"traffic":1,"Προϋπολογισμός":1}""", Text(result["facets"]!["tags"]!));
        Assert.Equal("""{"river-board":4,"road-board":2}""", Text(result["facets"]!["organization"]!));
        Assert.Equal("""{"CSV":4,"GeoJSON":1,"JSON":1,"XML":1}""", Text(result["facets"]!["res_format"]!));
        Assert.Equal("""{"title":"organization","items":[{"name":"river-board","display_name":"Φορέας ποταμών","count":4},{"name":"road-board","display_name":"Φορέας οδών","count":2}]}""", Text(result["search_facets"]!["organization"]!));
        Assert.Equal("Creative Commons Attribution", (string)result["search_facets"]!["license_id"]!["items"]!.AsArray().Single(item => (string)item!["name"]! == "cc-by")!["display_name"]!);
    }

    [Theory]
    [InlineData("facet.field=[\"tags\"]&facet.limit=1", """{"tags":{"berlin":2}}""")]
    [InlineData("facet.field=[\"tags\"]&facet.limit=-1&q=tags:water", """{"tags":{"berlin":1,"open data":1,"water":2}}""")]
    [InlineData("facet.field=[\"tags\"]&facet.limit=0", """{"tags":{}}""")]
    [InlineData("facet.field=[\"tags\"]&facet.mincount=2", """{"tags":{"berlin":2,"water":2}}""")]
    [InlineData("facet.field=tags&facet.limit=1", """{"tags":{"berlin":2}}""")]
    [InlineData("facet.field=tags&facet.field=groups&facet.limit=1", """{"tags":{"berlin":2},"groups":{}}""")]
    [InlineData("facet.field=[\"nofield\",\"title\"]", """{"nofield":{},"title":{}}""")]
    [InlineData("facet.field=[\"tags\"]&facet=false", "{}")]
    [InlineData("facet.field=[]", "{}")]
    public async Task Facets_obey_their_options(string query, string facets) => Assert.Equal(facets, Text((await SearchAsync(query))["facets"]!));

    [Theory]
    [InlineData("sort=name asc", "air-berlin flood-map proypologismos traffic water-berlin water-rhine")]
    [InlineData("sort=name DESC,", "water-rhine water-berlin traffic proypologismos flood-map air-berlin")]
    [InlineData("sort=title asc", "air-berlin flood-map traffic water-rhine water-berlin proypologismos")]
    [InlineData("sort=metadata_created asc", "air-berlin water-berlin water-rhine traffic flood-map proypologismos")]
    [InlineData("sort=organization desc, name asc", "traffic water-berlin air-berlin flood-map proypologismos water-rhine")]
    [InlineData("q=water quality berlin&sort=score desc, name asc", "water-berlin air-berlin water-rhine")]
    public async Task Sort_orders_the_hits(string query, string names)
    {
        var result = await SearchAsync(query);

        Assert.StartsWith(names.Split(' ')[0], string.Join(' ', result["results"]!.AsArray().Select(dataset => (string)dataset!["name"]!)), StringComparison.Ordinal);
        if (!query.Contains("q=", StringComparison.Ordinal))
            Assert.Equal(names, string.Join(' ', result["results"]!.AsArray().Select(dataset => (string)dataset!["name"]!)));
    }

    [Fact]
    public async Task Pages_over_a_search_have_no_gaps_and_end_empty()
    {
        var pages = new List<string>();
        for (var start = 0; start <= 6; start += 2)
            pages.AddRange((await site.ResultAsync($"package_search?fq=organization:(river-board OR road-board)&sort=id asc&rows=2&start={start}"))["results"]!.AsArray().Select(dataset => (string)dataset!["id"]!));

        Assert.Equal(6, pages.Count);
        Assert.Equal(pages.Order(StringComparer.Ordinal), pages);
    }

    [Fact]
    public async Task Private_and_draft_datasets_are_found_only_by_those_who_may_and_ask()
    {
        Assert.Equal("water-berlin water-rhine", await NamesAsync("q=tags:water&include_private=true&include_drafts=true"));
        Assert.Equal("water-berlin water-rhine", await NamesAsync("q=tags:water", site.Site.Token));
        Assert.Equal("hidden-water water-berlin water-rhine", await NamesAsync("q=tags:water&include_private=true", site.Site.Token));
        Assert.Equal("draft-water hidden-water water-berlin water-rhine", await NamesAsync("q=tags:water&include_private=true&include_drafts=true", site.Site.Token));
        Assert.Equal("draft-water", await NamesAsync("fq=%2Bstate:draft", site.Site.Token));
        Assert.False((await SearchAsync("facet.field=[\"tags\"]&facet.mincount=0&include_private=true"))["facets"]!["tags"]!.AsObject().ContainsKey("leak"));
    }

    [Fact]
    public async Task Only_the_fields_asked_for_come_back()
    {
        var result = await SearchAsync("q=name:water-rhine&fl=name,tags,res_format,organization,metadata_created,theme,version");

        Assert.Matches("""^\{"name":"water-rhine","tags":\["open data","water"\],"res_format":\["CSV","XML"\],"organization":"river-board","metadata_created":"[0-9T:.-]{23}Z","theme":"river-board"\}$""",
            result["results"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_posted_search_may_use_query_string_and_a_list_of_facets()
    {
        var (status, body) = await site.PostAsync("package_search?q=name:traffic", """{"q":"name:flood-map"}""");
        var (_, facets) = await site.PostAsync("package_search", """{"q":"name:traffic","facet.field":["tags"],"rows":0,"ext_bbox":"1,2,3,4"}""");

        Assert.Equal((200, "traffic"), (status, (string)body["result"]!["results"]![0]!["name"]!));
        Assert.Equal("""{"tags":{"traffic":1}}""", Text(facets["result"]!["facets"]!));
    }

    [Theory]
    [InlineData("rows=100&start=0&sort=id+asc")]
    [InlineData("fq=organization%3Aa+OR+organization%3Ab+metadata_modified%3A%5B2024-01-01T00%3A00%3A00.123456Z+TO+%2A%5D&rows=100&start=0&sort=id+asc")]
    [InlineData("fq=-organization%3Aa+-organization%3Ab&rows=100&start=0&sort=id+asc")]
    [InlineData("q=metadata_modified:[2024-01-01T00:00:00Z%2520TO%2520*]&rows=100&start=0")]
    [InlineData("q=organization:x%20AND%20-tags:y&rows=1000")]
    [InlineData("q=&fq=(groups:g1+OR+groups:g2)&sort=name+asc&rows=50&start=0")]
    [InlineData("q=organization:x&rows=10")]
    [InlineData("q=*:*&rows=0&facet.field=[\"tags\",\"organization\",\"res_format\",\"license_id\"]&facet.limit=-1")]
    [InlineData("fq=res_format:CSV&fq_list=tags:water&fq_list=license_id:cc-by")]
    [InlineData("q=title:water AND notes:\"drinking water\"&include_private=true")]
    [InlineData("rows=2000")]
    [InlineData("rows=99999999999999999999&start=99999999999999999999")]
    [InlineData("q=*&sort=")]
    [InlineData("q=water&defType=edismax&qf=title^5 notes&mm=1&tie=0.5&bf=x&boost=y&df=z&wt=json&ext_foo=1&extras=1")]
    public async Task Requests_of_real_clients_succeed(string query) => await site.ResultAsync($"package_search?{query}");

    private static string Text(JsonNode node) => node.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
