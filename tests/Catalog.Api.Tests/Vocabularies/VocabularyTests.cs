using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Vocabularies;

/// <summary>Vocabularies and their tags (contract 2.4, 2.8, 3.5 to 3.7).</summary>
public sealed class VocabularyTests(CatalogSite site)
{
    [Fact]
    public async Task A_vocabulary_comes_back_with_its_tags_by_name_each_once()
    {
        var made = await HasVocabularyAsync("fr", "de", "fr");

        Assert.Equal(["de", "fr"], Names(made));
        Assert.Equal((string)made["id"]!, (string)made["tags"]![0]!["vocabulary_id"]!);
        Assert.Equal("de", (string)made["tags"]![0]!["display_name"]!);
        Assert.True(JsonNode.DeepEquals(made, await site.ResultAsync($"vocabulary_show?id={made["name"]}")));
        Assert.True(JsonNode.DeepEquals(made, await site.ResultAsync($"vocabulary_show?id={made["id"]}")));
        Assert.Contains((await site.ResultAsync("vocabulary_list")).AsArray(), one => JsonNode.DeepEquals(one, made));
    }

    [Fact]
    public async Task An_update_replaces_the_tags_and_keeps_what_it_does_not_name()
    {
        var made = await HasVocabularyAsync("de", "fr");

        var tags = await site.MakeAsync("vocabulary_update", new JsonObject { ["id"] = (string)made["id"]!, ["tags"] = Tags("de", "it") });
        var renamed = await site.MakeAsync("vocabulary_update", new JsonObject { ["id"] = (string)made["id"]!, ["name"] = People.NewName("renamed") });

        Assert.Equal(((string)made["name"]!, (string)made["tags"]![0]!["id"]!), ((string)tags["name"]!, (string)tags["tags"]![0]!["id"]!));
        Assert.Equal(["de", "it"], Names(renamed));
        Assert.NotEqual((string)made["name"]!, (string)renamed["name"]!);
    }

    [Fact]
    public async Task A_tag_that_leaves_its_vocabulary_leaves_the_datasets_and_their_time_moves()
    {
        var made = await HasVocabularyAsync("de", "fr");
        var name = People.NewName("tagged");
        var before = await site.MakeAsync("package_create", new JsonObject
        {
            ["name"] = name, ["owner_org"] = "workshop",
            ["tags"] = new JsonArray(new JsonObject { ["name"] = "de", ["vocabulary_id"] = (string)made["id"]! }, new JsonObject { ["name"] = "de" }),
        });

        await site.MakeAsync("tag_delete", new JsonObject { ["id"] = "de", ["vocabulary_id"] = (string)made["name"]! });

        var after = await site.ResultAsync($"package_show?id={name}");
        Assert.Equal(2, before["tags"]!.AsArray().Count);
        Assert.Null(Assert.Single(after["tags"]!.AsArray())!["vocabulary_id"]);
        Assert.True(string.CompareOrdinal((string)after["metadata_modified"]!, (string)before["metadata_modified"]!) > 0);
    }

    [Fact]
    public async Task A_vocabulary_is_deleted_only_without_tags()
    {
        var made = await HasVocabularyAsync("de");
        var id = new JsonObject { ["id"] = (string)made["id"]! };

        Assert.Equal((409, """{"id":["The vocabulary still has tags"]}"""), await site.TryAsync("vocabulary_delete", id, site.Site.Token));
        await site.MakeAsync("vocabulary_update", new JsonObject { ["id"] = (string)made["id"]!, ["tags"] = new JsonArray() });
        await site.MakeAsync("vocabulary_delete", id);
        Assert.Equal((404, $"Not found: Could not find vocabulary \"{made["id"]}\""), await site.TryAsync("vocabulary_show", id, null));
    }

    [Fact]
    public async Task Tags_of_a_vocabulary_are_listed_and_shown_by_it_and_free_ones_without_it()
    {
        var made = await HasVocabularyAsync("zz-one", "zz-two");

        Assert.Equal(["zz-one", "zz-two"], (await site.ResultAsync($"tag_list?vocabulary_id={made["name"]}")).AsArray().Select(tag => (string)tag!));
        Assert.Equal(["zz-two"], (await site.ResultAsync($"tag_list?vocabulary_id={made["id"]}&query=TWO")).AsArray().Select(tag => (string)tag!));
        Assert.DoesNotContain("zz-one", (await site.ResultAsync("tag_list")).AsArray().Select(tag => (string)tag!));
        Assert.Equal((string)made["id"]!, (string)(await site.ResultAsync($"tag_show?id=zz-one&vocabulary_id={made["name"]}"))["vocabulary_id"]!);
        Assert.Equal(404, (await site.GetAsync("tag_show?id=zz-one")).Status);
        Assert.Equal((404, "Not found: could not find vocabulary 'nope'"), await site.TryAsync("tag_list", new JsonObject { ["vocabulary_id"] = "nope" }, null));
    }

    [Fact]
    public async Task A_tag_shows_its_public_datasets_and_is_hidden_when_it_has_none()
    {
        var shown = await site.ResultAsync("tag_show?id=trees&include_datasets=true");

        Assert.Equal(["display_name", "id", "name", "packages", "vocabulary_id"], shown.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Contains("trees", shown["packages"]!.AsArray().Select(package => (string)package!["name"]!));
        Assert.DoesNotContain("secret-trees", shown["packages"]!.AsArray().Select(package => (string)package!["name"]!));
        Assert.False((await site.ResultAsync("tag_show?id=trees")).AsObject().ContainsKey("packages"));
        Assert.Equal(404, (await site.GetAsync("tag_show?id=secret-tag")).Status);
    }

    [Theory]
    [InlineData("vocabulary_create", """{}""", 409, """{"name":["Missing value"]}""")]
    [InlineData("vocabulary_create", """{"name": "x", "tags": []}""", 409, """{"name":["Name \"x\" length is less than minimum 2"]}""")]
    [InlineData("vocabulary_create", """{"name": "ok-name", "tags": [{"name": "a"}]}""", 409, """{"tags":["Tag \"a\" length is less than minimum 2"]}""")]
    [InlineData("vocabulary_create", """{"name": "ok-name", "tags": "a,b"}""", 400, "Only lists of dicts can be placed against subschema ('tags',), not <class 'str'>")]
    [InlineData("vocabulary_update", """{}""", 409, """{"id":"id not in data"}""")]
    [InlineData("vocabulary_update", """{"id": "nope"}""", 404, "Not found: Could not find vocabulary \"nope\"")]
    [InlineData("vocabulary_delete", """{"id": "nope"}""", 404, "Not found: Could not find vocabulary \"nope\"")]
    [InlineData("tag_create", """{}""", 409, """{"name":["Missing value"],"vocabulary_id":["Missing value"]}""")]
    [InlineData("tag_create", """{"name": "ok", "vocabulary_id": "nope"}""", 409, """{"vocabulary_id":["Tag vocabulary was not found."]}""")]
    [InlineData("tag_delete", """{}""", 409, """{"id":"id not in data"}""")]
    [InlineData("tag_delete", """{"id": "nope"}""", 404, "Not found: Could not find tag \"nope\"")]
    [InlineData("tag_delete", """{"id": "nope", "vocabulary_id": "nope"}""", 404, "Not found: Could not find vocabulary \"nope\"")]
    public async Task Wrong_input_is_told_in_CKANs_words(string action, string body, int status, string words) =>
        Assert.Equal((status, words), await site.TryAsync(action, JsonNode.Parse(body)!.AsObject(), site.Site.Token));

    [Fact]
    public async Task A_name_or_tag_that_is_taken_is_refused()
    {
        var made = await HasVocabularyAsync("de");
        var other = await HasVocabularyAsync();
        var name = (string)made["name"]!;

        Assert.Equal((409, """{"name":["That vocabulary name is already in use."]}"""), await site.TryAsync("vocabulary_create", new JsonObject { ["name"] = name }, site.Site.Token));
        Assert.Equal((409, """{"name":["That vocabulary name is already in use."]}"""),
            await site.TryAsync("vocabulary_update", new JsonObject { ["id"] = (string)other["id"]!, ["name"] = name }, site.Site.Token));
        Assert.Equal((409, $$"""{"vocabulary_id":["Tag de already belongs to vocabulary {{made["id"]}}"]}"""),
            await site.TryAsync("tag_create", new JsonObject { ["name"] = "de", ["vocabulary_id"] = name }, site.Site.Token));
    }

    private Task<JsonNode> HasVocabularyAsync(params string[] tags) =>
        site.MakeAsync("vocabulary_create", new JsonObject { ["name"] = People.NewName("vocabulary"), ["tags"] = Tags(tags) });

    private static JsonArray Tags(params string[] names) => new([.. names.Select(name => new JsonObject { ["name"] = name })]);

    private static IEnumerable<string> Names(JsonNode vocabulary) => vocabulary["tags"]!.AsArray().Select(tag => (string)tag!["name"]!);
}
