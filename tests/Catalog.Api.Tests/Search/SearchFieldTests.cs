using System.Text.Json.Nodes;
using Dapper;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Search;

/// <summary>The fields of the index (contract 4.3) and what can be asked of them (4.4.2): every query is narrowed to this class's own group.</summary>
public sealed class SearchFieldTests(CatalogSite site) : IAsyncLifetime
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
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        await connection.ExecuteAsync("""
            insert into catalog."group" (id, name, title, type, is_organization, created) values
                (gen_random_uuid(), 'fields', 'Fields', 'group', false, now()), (gen_random_uuid(), 'meadows', 'Λιβάδια', 'group', false, now());
            """);
        await site.Data.HasPackageAsync("oak-trees", CatalogSite.Ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["en"] = "Oak trees along the river Thames" }, Notes = new Dictionary<string, string> { ["en"] = "Counted by volunteers every spring" },
            Groups = ["fields"], Tags = ["trees", "urban forest"], LicenseId = "cc-by", Url = "http://e.org/oak", Version = "1.2", Type = "inventory",
            Author = "Jane Müller", AuthorEmail = "jane@oak.example", Maintainer = "Parks Office", MaintainerEmail = "parks@city.example",
            Extras = new Dictionary<string, string> { ["theme"] = "Green city", ["update_date"] = "2020-01-05", ["broken_date"] = "soon", ["my key"] = "value", ["frequency"] = "b", ["title"] = "no field" },
            Resources =
            [
                new ResourceDraft { Name = "Measurements 2020", Format = "CSV", Url = "http://e.org/oak.csv", ResourceType = "file", Description = new Dictionary<string, string> { ["en"] = "Heights of the oaks" }, Extras = new JsonObject { ["sensor"] = "laser scanner" } },
                new ResourceDraft { Name = "Handbook", Format = "PDF", Url = "http://e.org/oak.pdf", ResourceType = "documentation" },
            ],
        });
        await site.Data.HasPackageAsync("elm-trees", CatalogSite.Ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["en"] = "Elm trees of the harbour" }, Groups = ["fields", "meadows"], Tags = ["trees"], LicenseId = "cc-zero",
            Extras = new Dictionary<string, string> { ["update_date"] = "2021-06-30T12:00:00+02:00", ["frequency"] = "a" },
            Resources = [new ResourceDraft { Name = "Elms", Format = "CSV", Url = "http://e.org/elm.csv" }],
        });
        await site.Data.HasPackageAsync("benches", CatalogSite.Ct, draft => draft with { Title = new Dictionary<string, string> { ["en"] = "Benches near oak and chestnut trees" }, Groups = ["fields"] });
        await connection.ExecuteAsync("""
            insert into catalog.vocabulary (id, name) values (gen_random_uuid(), 'country');
            insert into catalog.tag (id, name, vocabulary_id) select gen_random_uuid(), 'de', id from catalog.vocabulary where name = 'country';
            insert into catalog.package_tag (package_id, tag_id)
            select p.id, t.id from catalog.package p, catalog.tag t where p.name = 'oak-trees' and t.name = 'de' and t.vocabulary_id is not null;
            """);
    }

    private async Task<JsonNode> SearchAsync(string query) => await site.ResultAsync($"package_search?fq_list=groups:fields&{query}&rows=50");

    private async Task<string> NamesAsync(string query) =>
        string.Join(' ', (await SearchAsync(query))["results"]!.AsArray().Select(result => (string)result!["name"]!).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("author:müller", "oak-trees")]
    [InlineData("author:Muller", "oak-trees")]
    [InlineData("author:\"jane müller\"", "oak-trees")]
    [InlineData("author:\"müller jane\"", "")]
    [InlineData("author:parks", "")]
    [InlineData("author:m*", "oak-trees")]
    [InlineData("author_email:\"jane@oak.example\"", "oak-trees")]
    [InlineData("maintainer:office", "oak-trees")]
    [InlineData("maintainer:offices", "")]
    [InlineData("maintainer_email:parks", "oak-trees")]
    [InlineData("author:*", "oak-trees")]
    [InlineData("-author:*", "benches elm-trees")]
    [InlineData("res_name:measurements", "oak-trees")]
    [InlineData("res_name:measurement", "")]
    [InlineData("res_description:heights", "oak-trees")]
    [InlineData("res_description:elms", "")]
    [InlineData("res_type:documentation", "oak-trees")]
    [InlineData("res_url:\"http://e.org/elm.csv\"", "elm-trees")]
    [InlineData("res_url:*.pdf", "oak-trees")]
    [InlineData("res_format:(PDF OR XML)", "oak-trees")]
    [InlineData("res_extras_sensor:scanner", "oak-trees")]
    [InlineData("url:\"http://e.org/oak\"", "oak-trees")]
    [InlineData("version:1.2", "oak-trees")]
    [InlineData("dataset_type:inventory", "oak-trees")]
    [InlineData("type:dataset", "benches elm-trees")]
    [InlineData("entity_type:package AND name:benches", "benches")]
    [InlineData("capacity:public AND name:benches", "benches")]
    [InlineData("permission_labels:public AND name:benches", "benches")]
    [InlineData("isopen:true", "elm-trees oak-trees")]
    [InlineData("num_resources:[2 TO *]", "oak-trees")]
    [InlineData("num_tags:0", "benches")]
    [InlineData("title_string:\"Elm trees of the harbour\"", "elm-trees")]
    [InlineData("title_ngram:harb", "elm-trees")]
    [InlineData("name_ngram:ench", "benches")]
    [InlineData("vocab_country:de", "oak-trees")]
    [InlineData("vocab_country:*", "oak-trees")]
    [InlineData("tags:de", "")]
    [InlineData("groups:meadows", "elm-trees")]
    [InlineData("groups:mead*", "elm-trees")]
    [InlineData("groups:nowhere", "")]
    [InlineData("organization:*", "")]
    [InlineData("theme:\"Green city\"", "oak-trees")]
    [InlineData("theme:green", "")]
    [InlineData("extras_theme:green", "oak-trees")]
    [InlineData("extras_theme:greens", "")]
    [InlineData("mykey:value", "oak-trees")]
    [InlineData("extras_mykey:value", "oak-trees")]
    [InlineData("extras_title:field", "oak-trees")]
    [InlineData("title:field", "")]
    [InlineData("update_date:[2021-01-01T00:00:00Z TO *]", "elm-trees")]
    [InlineData("update_date:[* TO 2021-01-01T00:00:00Z]", "oak-trees")]
    [InlineData("update_date:\"2021-06-30T10:00:00Z\"", "elm-trees")]
    [InlineData("broken_date:[* TO *]", "")]
    [InlineData("frequency:[a TO a]", "elm-trees")]
    [InlineData("frequency:{a TO *]", "oak-trees")]
    [InlineData("name:{benches TO elm-trees]", "elm-trees")]
    [InlineData("tags:[t TO v]", "elm-trees oak-trees")]
    [InlineData("nofield:*", "")]
    [InlineData("nofield:[a TO z]", "")]
    public async Task Every_field_is_asked_in_its_own_way(string query, string names) => Assert.Equal(names, await NamesAsync($"q={Uri.EscapeDataString(query)}"));

    [Theory]
    [InlineData("title:\"oak river\"~5", "oak-trees")]
    [InlineData("title:\"river oak\"~5", "oak-trees")]
    [InlineData("title:\"oak river\"~1", "")]
    [InlineData("title:\"oak river\"", "")]
    [InlineData("text:oak^2", "benches oak-trees")]
    [InlineData("title:chesnut~", "benches")]
    [InlineData("title:chestnutt~2", "benches")]
    [InlineData("text:xylophone~", "")]
    [InlineData("title:ch?st*", "benches")]
    [InlineData("title:*estnu?", "benches")]
    [InlineData("text:c*rs", "")]
    [InlineData("notes:vol*ers", "oak-trees")]
    [InlineData("notes:[voa TO vom]", "oak-trees")]
    [InlineData("title:[harbor TO harbout]", "elm-trees")]
    [InlineData("title:oak title:chestnut", "benches")]
    [InlineData("title:oak -title:chestnut", "oak-trees")]
    [InlineData("title:(oak OR elm) AND tags:trees", "elm-trees oak-trees")]
    [InlineData("NOT title:oak", "elm-trees")]
    [InlineData("title:oak AND NOT (tags:trees OR tags:x)", "benches")]
    [InlineData("tags:urban\\ forest", "oak-trees")]
    [InlineData("tags:trees OR title:benches license_id:cc-zero", "elm-trees")]
    [InlineData("tags:trees AND license_id:cc-zero OR title:benches", "benches elm-trees")]
    [InlineData("title:benches OR tags:trees AND license_id:cc-zero", "benches elm-trees")]
    [InlineData("tags:trees license_id:cc-by OR license_id:cc-zero", "elm-trees oak-trees")]
    [InlineData("groups:fields AND (-tags:trees)", "benches")]
    public async Task Constructs_of_the_language_mean_what_the_contract_says(string query, string names) => Assert.Equal(names, await NamesAsync($"q={Uri.EscapeDataString(query)}"));

    [Theory]
    [InlineData("q=oak trees chestnut river", "benches oak-trees")]      // three of four
    [InlineData("q=oak trees&mm=1", "benches elm-trees oak-trees")]
    [InlineData("q=oak elm harbour thames volunteers spring river", "oak-trees")]   // five of seven
    [InlineData("q=harbour&qf=notes", "")]
    [InlineData("q=harbour&qf=title^3", "elm-trees")]
    [InlineData("q=volunteers&qf=title tags", "")]
    [InlineData("q=trees -urban", "benches elm-trees")]
    public async Task Words_are_counted_and_looked_for_where_asked(string query, string names) => Assert.Equal(names, await NamesAsync(query));

    [Theory]
    [InlineData("sort=frequency asc", "elm-trees oak-trees benches")]
    [InlineData("sort=frequency desc", "oak-trees elm-trees benches")]
    [InlineData("sort=update_date desc", "elm-trees oak-trees benches")]
    [InlineData("sort=license_id asc", "oak-trees elm-trees benches")]
    [InlineData("sort=num_tags desc, name asc", "oak-trees elm-trees benches")]
    [InlineData("sort=relevance asc, name asc", "benches elm-trees oak-trees")]
    [InlineData("q=oak", "oak-trees benches")]
    public async Task Order_is_by_any_single_value_and_by_fit(string query, string names) =>
        Assert.Equal(names, string.Join(' ', (await SearchAsync(query))["results"]!.AsArray().Select(result => (string)result!["name"]!)));

    [Theory]
    [InlineData("tags")]
    [InlineData("res_format")]
    [InlineData("vocab_country")]
    [InlineData("groups")]
    public async Task There_is_no_order_by_a_field_with_several_values(string field) => Assert.Equal(400, (await site.GetAsync($"package_search?sort={field} asc")).Status);

    [Fact]
    public async Task Facets_of_any_exact_field_are_counted()
    {
        var facets = (await SearchAsync("facet.field=[\"groups\",\"vocab_country\",\"dataset_type\",\"res_type\",\"frequency\",\"author\",\"private\",\"num_tags\"]"))["facets"]!;

        Assert.Equal("""{"fields":3,"meadows":1}""", facets["groups"]!.ToJsonString());
        Assert.Equal("""{"de":1}""", facets["vocab_country"]!.ToJsonString());
        Assert.Equal("""{"dataset":2,"inventory":1}""", facets["dataset_type"]!.ToJsonString());
        Assert.Equal("""{"documentation":1,"file":1}""", facets["res_type"]!.ToJsonString());
        Assert.Equal("""{"a":1,"b":1}""", facets["frequency"]!.ToJsonString());
        Assert.Equal("{}", facets["author"]!.ToJsonString());
        Assert.Equal("""{"false":3}""", facets["private"]!.ToJsonString());
    }

    [Fact]
    public async Task A_hostile_field_name_is_only_a_field_that_nothing_has()
    {
        Assert.Equal("", await NamesAsync($"q={Uri.EscapeDataString("vocab_x'\\)\\:\\('\\;--:y")}"));
        Assert.Equal(200, (await site.GetAsync($"package_search?sort={Uri.EscapeDataString("x'y asc")}")).Status);
        Assert.Equal(200, (await site.GetAsync($"package_search?facet.field={Uri.EscapeDataString("[\"vocab_x'y\",\"x'y\"]")}")).Status);
    }

    [Fact]
    public async Task A_search_that_finds_nothing_is_told_better_words_when_asked()
    {
        var asked = await site.ResultAsync("package_search?q=chesnut trees&suggest=true&rows=0");
        var plain = await site.ResultAsync("package_search?q=chesnut trees&rows=0");
        var found = await site.ResultAsync("package_search?q=chestnut&suggest=true&rows=0");

        Assert.Equal("""["chestnut trees"]""", asked["suggestions"]!.ToJsonString());
        Assert.False(plain.AsObject().ContainsKey("suggestions"));
        Assert.Equal("[]", found["suggestions"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/dataset?q=chesnut", "Μήπως εννοούσατε: <a href=\"/dataset?q=chestnut\">chestnut</a>")]
    [InlineData("/en/dataset?q=chesnut", "Did you mean: <a href=\"/en/dataset?q=chestnut\">chestnut</a>")]
    public async Task The_page_offers_the_better_words(string path, string link) =>
        Assert.Contains(link, System.Net.WebUtility.HtmlDecode(await site.Client.GetStringAsync(path, CatalogSite.Ct)), StringComparison.Ordinal);
}
