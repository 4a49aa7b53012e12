using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Views;

/// <summary>Views of resources (contract 2.8, 3.3, 3.5 to 3.7).</summary>
public sealed class ResourceViewTests(CatalogSite site)
{
    [Fact]
    public async Task A_view_comes_back_with_its_settings_beside_its_fields()
    {
        var (package, resource) = await HasResourceAsync("csv");

        var view = await HasViewAsync(resource, "image_view", new JsonObject { ["image_url"] = "x", ["show_fields"] = new JsonArray("a", 1), ["package_id"] = "ignored", ["position"] = 9 });

        Assert.Equal(["description", "id", "image_url", "package_id", "resource_id", "show_fields", "title", "view_type"], view.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal((package, resource, "[\"a\",1]"), ((string)view["package_id"]!, (string)view["resource_id"]!, view["show_fields"]!.ToJsonString()));
        Assert.True(JsonNode.DeepEquals(view, await site.ResultAsync($"resource_view_show?id={view["id"]}")));
    }

    [Fact]
    public async Task An_update_replaces_and_keeps_the_type()
    {
        var (_, resource) = await HasResourceAsync("csv");
        var view = await HasViewAsync(resource, "text_view", new JsonObject { ["description"] = "d", ["old"] = true });

        var updated = await site.MakeAsync("resource_view_update", new JsonObject { ["id"] = (string)view["id"]!, ["title"] = "W" });

        Assert.Equal(("W", null, "text_view", false), ((string)updated["title"]!, (string?)updated["description"], (string)updated["view_type"]!, updated.AsObject().ContainsKey("old")));
    }

    [Fact]
    public async Task Views_keep_the_order_they_are_given()
    {
        var (_, resource) = await HasResourceAsync("csv");
        var ids = new List<string>();
        foreach (var type in new[] { "text_view", "image_view", "datatables_view" })
            ids.Add((string)(await HasViewAsync(resource, type))["id"]!);

        var reordered = await site.MakeAsync("resource_view_reorder", new JsonObject { ["id"] = resource, ["order"] = new JsonArray(ids[2], ids[0]) });

        string[] expected = [ids[2], ids[0], ids[1]];
        Assert.Equal(expected, reordered["order"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(expected, (await site.ResultAsync($"resource_view_list?id={resource}")).AsArray().Select(view => (string)view!["id"]!));
        foreach (var wrong in new JsonNode?[] { "x", new JsonArray(1), new JsonArray("nope"), new JsonArray(ids[0], ids[0]) })
            Assert.Equal(409, (await site.TryAsync("resource_view_reorder", new JsonObject { ["id"] = resource, ["order"] = wrong }, site.Site.Token)).Status);
    }

    [Fact]
    public async Task A_deleted_view_is_gone()
    {
        var (_, resource) = await HasResourceAsync("csv");
        var id = new JsonObject { ["id"] = (string)(await HasViewAsync(resource, "text_view"))["id"]! };

        Assert.Equal($$"""{"resource_id":"{{resource}}"}""", (await site.MakeAsync("resource_view_delete", id)).ToJsonString());
        Assert.Equal((404, "Not found"), await site.TryAsync("resource_view_delete", id, site.Site.Token));
        Assert.Equal((404, "Not found"), await site.TryAsync("resource_view_show", id, null));
        Assert.Equal("[]", (await site.ResultAsync($"resource_view_list?id={resource}")).ToJsonString());
    }

    [Fact]
    public async Task Default_views_follow_the_format_and_come_once()
    {
        var (package, resource) = await HasResourceAsync("png");
        var document = new JsonObject { ["package"] = new JsonObject { ["id"] = package, ["resources"] = new JsonArray(new JsonObject { ["id"] = resource }) } };

        Assert.Equal(["image_view"], (await site.MakeAsync("package_create_default_resource_views", document)).AsArray().Select(view => (string)view!["view_type"]!));
        Assert.Equal("[]", (await site.MakeAsync("package_create_default_resource_views", document)).ToJsonString());
        Assert.Equal("[]", (await site.MakeAsync("resource_create_default_resource_views", new JsonObject { ["resource"] = new JsonObject { ["id"] = resource }, ["create_datastore_views"] = true })).ToJsonString());
        var table = new JsonObject { ["resource"] = new JsonObject { ["id"] = site.SecretId }, ["create_datastore_views"] = true };
        Assert.Equal(["datatables_view"], (await site.MakeAsync("resource_create_default_resource_views", table)).AsArray().Select(view => (string)view!["view_type"]!));
    }

    [Theory]
    [InlineData("resource_view_create", """{"resource_id": "RESOURCE"}""", 409, """{"view_type":["Missing value"]}""")]
    [InlineData("resource_view_create", """{"view_type": "text_view"}""", 409, """{"resource_id":["Missing value"]}""")]
    [InlineData("resource_view_create", """{"resource_id": "RESOURCE", "view_type": "bogus"}""", 409, """{"view_type":"No plugin found for view_type bogus"}""")]
    [InlineData("resource_view_create", """{"resource_id": "nope", "view_type": "text_view"}""", 404, "Not found: Resource was not found.")]
    [InlineData("resource_view_list", """{"id": "nope"}""", 404, "Not found")]
    [InlineData("resource_view_list", """{}""", 409, """{"id":["Missing value"]}""")]
    [InlineData("resource_create_default_resource_views", """{}""", 409, """{"resource":["Missing value"]}""")]
    [InlineData("resource_create_default_resource_views", """{"resource": [1]}""", 409, """{"resource":["Must be an object with an id"]}""")]
    [InlineData("package_create_default_resource_views", """{"package": {"id": "trees", "resources": [null]}}""", 409, """{"package":["Must be an object with an id"]}""")]
    public async Task Wrong_input_is_told_in_CKANs_words(string action, string body, int status, string words) =>
        Assert.Equal((status, words), await site.TryAsync(action, JsonNode.Parse(body.Replace("RESOURCE", site.TreesId, StringComparison.Ordinal))!.AsObject(), site.Site.Token));

    [Fact]
    public async Task Views_are_read_and_written_by_those_who_may_do_so_with_the_resource()
    {
        var (editor, member, stranger) = (await site.HasUserAsync(), await site.HasUserAsync(), await site.HasUserAsync());
        var organization = await site.HasOrganizationAsync("organization", (editor, "editor"), (member, "member"));
        var (_, resource) = await HasResourceAsync("png", organization.Name, isPrivate: true);
        var view = (string)(await HasViewAsync(resource, "text_view"))["id"]!;
        (string Action, JsonObject Body, bool IsWrite)[] calls =
        [
            ("resource_view_list", new() { ["id"] = resource }, false),
            ("resource_view_show", new() { ["id"] = view }, false),
            ("resource_view_create", new() { ["resource_id"] = resource, ["view_type"] = "text_view" }, true),
            ("resource_view_update", new() { ["id"] = view, ["title"] = "t" }, true),
            ("resource_view_reorder", new() { ["id"] = resource, ["order"] = new JsonArray() }, true),
            ("resource_create_default_resource_views", new() { ["resource"] = new JsonObject { ["id"] = resource } }, true),
            ("resource_view_delete", new() { ["id"] = view }, true),
        ];

        foreach (var (action, body, isWrite) in calls)
        {
            foreach (var (token, reads, writes) in new[] { (null, false, false), (stranger.Token, false, false), (member.Token, true, false), (editor.Token, true, true) })
            {
                var expected = (isWrite ? writes : reads) ? 200 : 403;
                var (status, words) = await site.TryAsync(action, body, token);
                Assert.True(expected == status, $"{action} {body.ToJsonString()}: {status} {words}");
            }
        }

        Assert.Equal((403, "Access denied"), await site.TryAsync("resource_view_clear", [], editor.Token));
    }

    private async Task<(string Package, string Resource)> HasResourceAsync(string format, string organization = "workshop", bool isPrivate = false)
    {
        var package = await site.MakeAsync("package_create", new JsonObject
        {
            ["name"] = People.NewName("viewed"), ["owner_org"] = organization, ["private"] = isPrivate,
            ["resources"] = new JsonArray(new JsonObject { ["url"] = $"http://example.org/a.{format}", ["format"] = format }),
        });
        return ((string)package["id"]!, (string)package["resources"]![0]!["id"]!);
    }

    private Task<JsonNode> HasViewAsync(string resource, string type, JsonObject? more = null)
    {
        var body = more ?? [];
        body["resource_id"] = resource;
        body["view_type"] = type;
        body["title"] = "V";
        return site.MakeAsync("resource_view_create", body);
    }
}
