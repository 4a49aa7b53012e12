using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Packages;

/// <summary>package_create: a dataset document in, the dataset out (contract 2.2), or every problem at once by field (contract 1.8).</summary>
public sealed class PackageCreateTests(CatalogSite site)
{
    private static string Unique => $"made-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task A_dataset_comes_back_as_it_was_written_with_names_resolved_and_formats_normalised()
    {
        var name = Unique;
        var made = await MakeAsync($$"""
            {"name": "{{name}}", "owner_org": "workshop", "title": " Water ", "notes": "*n*", "license_id": "cc-by", "author_email": " a@example.org ", "private": "yes",
             "tags": [{"name": "b c"}, {"name": "Αέρας"}, {"name": "b c"}], "tag_string": "zz, aa ,", "extras": [{"key": "n", "value": [1, {"a": true}]}, {"key": "m", "value": 5}, {"key": "gone", "value": null}],
             "resources": [{"url": "example.org/f.csv", "format": "text/csv", "rank": 7, "nested": {"a": null} }, {}, {"url": "http://example.org/g.tar.gz", "size": "12"}], "unknown": "x"}
            """);

        Assert.Equal(("Water", "a@example.org", true, "active", "dataset"), ((string)made["title"]!, (string)made["author_email"]!, (bool)made["private"]!, (string)made["state"]!, (string)made["type"]!));
        Assert.Equal("workshop", (string)made["organization"]!["name"]!);
        Assert.Equal((string)made["organization"]!["id"]!, (string)made["owner_org"]!);
        Assert.Equal(["aa", "b c", "zz", "Αέρας"], made["tags"]!.AsArray().Select(tag => (string)tag!["name"]!));
        Assert.Equal("""[{"key":"m","value":"5"},{"key":"n","value":"[1, {\"a\": true}]"}]""", made["extras"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        var resources = made["resources"]!.AsArray();
        Assert.Equal(2, resources.Count);
        Assert.Equal(("http://example.org/f.csv", "CSV", 7, "{\"a\":null}"), ((string)resources[0]!["url"]!, (string)resources[0]!["format"]!, (int)resources[0]!["rank"]!, resources[0]!["nested"]!.ToJsonString()));
        Assert.Equal(("TAR", 12L, 1), ((string)resources[1]!["format"]!, (long)resources[1]!["size"]!, (int)resources[1]!["position"]!));
        Assert.False(made.AsObject().ContainsKey("unknown"));
        Assert.True(JsonNode.DeepEquals(made, await site.ResultAsync($"package_show?id={name}", site.Site.Token)));
    }

    [Fact]
    public async Task A_new_dataset_is_found_at_once()
    {
        var name = Unique;
        await MakeAsync($$"""{"name": "{{name}}", "owner_org": "workshop", "notes": "zanzibarian {{name}}x"}""");

        Assert.Equal(name, (string)(await site.ResultAsync($"package_search?q={name}x"))["results"]![0]!["name"]!);
    }

    [Theory]
    [InlineData("""{}""", """{"name":["Missing value"],"owner_org":["An organization must be provided"]}""")]
    [InlineData("""{"name": "A B", "owner_org": "workshop"}""", """{"name":["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"]}""")]
    [InlineData("""{"name": 5, "owner_org": "workshop"}""", """{"name":["Must be at least 2 characters long","Name \"5\" length is less than minimum 2"]}""")]
    [InlineData("""{"name": "new", "owner_org": "workshop"}""", """{"name":["That name cannot be used"]}""")]
    [InlineData("""{"name": "trees", "owner_org": "workshop"}""", """{"name":["That URL is already in use."]}""")]
    [InlineData("""{"name": "ab-1", "private": true}""", """{"owner_org":["An organization must be provided"],"private":["Datasets with no organization can't be private."]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "nowhere", "private": true}""", """{"owner_org":["Organization does not exist"]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "id": "x"}""", """{"id":["Invalid id provided"]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "author_email": "not-mail", "maintainer_email": "a@b c"}""", """{"author_email":["Email not-mail is not a valid format"],"maintainer_email":["Email a@b c is not a valid format"]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "state": "gone"}""", """{"state":["Value must be one of ['active', 'draft', 'deleted']"]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "tags": [{"name": "a"}, {"name": "bad,tag"}, {"name": "Données & co"}]}""", """{"tags":["Tag \"a\" length is less than minimum 2","Tag \"bad,tag\" can only contain alphanumeric characters, spaces (\" \"), hyphens (\"-\"), underscores (\"_\") or dots (\".\")","Tag \"Données & co\" can only contain alphanumeric characters, spaces (\" \"), hyphens (\"-\"), underscores (\"_\") or dots (\".\")"]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "tags": [{"name": "ok"}, {"name": "oh", "vocabulary_id": "none"}]}""", """{"tags":[{},{"vocabulary_id":["Tag vocabulary was not found."]}]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "extras": [{"key": "k", "value": "1"}, {"key": "k", "value": "2"}]}""", """{"extras_validation":["Duplicate key \"k\""]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "extras": [{"value": "1"}, {"key": "ok", "value": ""}, {"key": "title", "value": "x"}, {"key": "v"}, {"key": "o", "value": {}}]}""", """{"extras":[{"key":["Missing value"]},{},{"key":["There is a schema field with the same name"]},{"value":["Missing value"]},{"value":["Must be a text: send an object as its JSON text"]}]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "resources": [{"url": "a"}, {"url": "b", "size": 1.5, "created": "2020", "last_modified": "01/02/2020"}, {"url": "c"}]}""", """{"resources":[{},{"size":["Invalid integer"],"last_modified":["Date format incorrect"],"created":["Date format incorrect"]},{}]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "resources": [{"url": "a", "size": 99999999999999999999}]}""", """{"resources":[{"size":["Invalid integer"]}]}""")]
    [InlineData("""{"name": "ab-1", "owner_org": "workshop", "resources": [{"url": "a", "extras": [{"key": "k", "value": "v"}]}]}""", """{"__junk":["The input field [('resources', 0, 'extras', 0, 'key'), ('resources', 0, 'extras', 0, 'value')] was not expected."]}""")]
    public async Task Every_problem_is_told_at_once_by_its_field(string document, string errors)
    {
        var (status, body) = await site.PostAsync("package_create", document, site.Site.Token);
        var error = body["error"]!.AsObject();

        Assert.Equal((409, "Validation Error"), (status, (string)error["__type"]!));
        error.Remove("__type");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(errors), error), error.ToJsonString());
    }

    [Theory]
    [InlineData("tags", "\"a,b\"", "str")]
    [InlineData("tags", "[\"a\"]", "list")]
    [InlineData("tags", "null", "NoneType")]
    [InlineData("resources", "\"\"", "str")]
    [InlineData("extras", "{\"k\": \"v\"}", "dict")]
    [InlineData("groups", "7", "int")]
    [InlineData("groups", "true", "bool")]
    public async Task A_list_that_is_none_is_an_integrity_error_with_the_request(string key, string value, string type)
    {
        var (status, body) = await site.PostAsync("package_create", $$"""{"name": "ab-1", "{{key}}": {{value}}}""", site.Site.Token);

        Assert.Equal((400, "Integrity Error", $"Only lists of dicts can be placed against subschema ('{key}',), not <class '{type}'>"), (status, (string)body["error"]!["__type"]!, (string)body["error"]!["message"]!));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""{"name": "ab-1", "{{key}}": {{value}}, "type": "dataset"}"""), body["error"]!["data"]));
    }

    [Fact]
    public async Task Who_may_create_is_decided_before_what_is_created()
    {
        var member = await site.Data.HasUserAsync($"m{Guid.NewGuid():N}", CatalogSite.Ct, ("workshop", "member"));
        var editor = await site.Data.HasUserAsync($"e{Guid.NewGuid():N}", CatalogSite.Ct, ("workshop", "editor"));

        Assert.Equal("Access denied: User  not authorized to create packages", await RefusalAsync("{}", null));
        Assert.EndsWith("not authorized to create packages", await RefusalAsync("""{"name": "x"}""", member));
        Assert.EndsWith("not authorized to add dataset to this organization", await RefusalAsync("""{"name": "x", "owner_org": "region"}""", editor));
        Assert.EndsWith("not authorized to add dataset to this organization", await RefusalAsync("""{"name": "x", "owner_org": "nowhere"}""", editor));
        Assert.Equal(404, (await site.PostAsync("package_create", """{"name": "ab-1", "owner_org": "workshop", "groups": [{"name": "nowhere"}]}""", editor)).Status);
        Assert.Equal(["The input field id was not expected."], await MessagesAsync($$"""{"name": "ab-1", "owner_org": "workshop", "id": "{{Guid.NewGuid()}}"}""", editor, "id"));
        Assert.Equal(200, (await site.PostAsync("package_create", $$"""{"name": "{{Unique}}", "owner_org": "workshop", "state": "whatever"}""", editor)).Status);
    }

    [Fact]
    public async Task The_name_of_a_deleted_dataset_is_free_again()
    {
        var name = Unique;
        var first = (string)(await MakeAsync($$"""{"name": "{{name}}", "owner_org": "workshop"}"""))["id"]!;
        await site.PostAsync("package_delete", $$"""{"id": "{{name}}"}""", site.Site.Token);

        var second = (string)(await MakeAsync($$"""{"name": "{{name}}", "owner_org": "workshop"}"""))["id"]!;

        Assert.NotEqual(first, second);
        Assert.Equal(first, (string)(await site.ResultAsync($"package_show?id={first}", site.Site.Token))["name"]!);
    }

    private async Task<JsonNode> MakeAsync(string document)
    {
        var (status, body) = await site.PostAsync("package_create", document, site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
        return body["result"]!;
    }

    private async Task<string> RefusalAsync(string document, string? token)
    {
        var (status, body) = await site.PostAsync("package_create", document, token);
        Assert.Equal(403, status);
        return (string)body["error"]!["message"]!;
    }

    private async Task<IEnumerable<string>> MessagesAsync(string document, string token, string field)
    {
        var (status, body) = await site.PostAsync("package_create", document, token);
        Assert.Equal(409, status);
        return body["error"]![field]!.AsArray().Select(message => (string)message!);
    }
}
