using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Packages;

/// <summary>package_update, package_patch, package_delete, dataset_purge and the resource actions (contract 2.2, 2.3, 3.6, 3.7).</summary>
public sealed class PackageUpdateTests(CatalogSite site)
{
    [Fact]
    public async Task An_update_clears_what_is_left_out_and_keeps_name_owner_and_privacy()
    {
        var made = await MakeAsync(""" "title": "T", "notes": "n", "private": true, "tags": [{"name": "one"}], "extras": [{"key": "k", "value": "v"}], "resources": [{"url": "a"}]""");

        var updated = await WriteAsync("package_update", $$"""{"id": "{{made["id"]}}"}""");

        Assert.Equal(((string)made["name"]!, (string)made["owner_org"]!, true), ((string)updated["name"]!, (string)updated["owner_org"]!, (bool)updated["private"]!));
        Assert.Equal((string)made["name"]!, (string)updated["title"]!);
        Assert.Null(updated["notes"]);
        Assert.Empty(updated["tags"]!.AsArray());
        Assert.Empty(updated["extras"]!.AsArray());
        Assert.Empty(updated["resources"]!.AsArray());
    }

    [Fact]
    public async Task A_patch_changes_only_what_it_names_and_moves_the_time()
    {
        var made = await MakeAsync(""" "title": "T", "notes": "n", "tags": [{"name": "one"}], "resources": [{"url": "a", "own": 1}]""");

        var patched = await WriteAsync("package_patch", $$"""{"id": "{{made["name"]}}", "notes": "other"}""");

        Assert.True(string.CompareOrdinal((string)patched["metadata_modified"]!, (string)made["metadata_modified"]!) > 0);
        foreach (var node in new[] { made, patched })
        {
            node["notes"] = null;
            node["metadata_modified"] = null;
        }

        Assert.True(JsonNode.DeepEquals(made, patched), patched.ToJsonString());
    }

    [Theory]
    [InlineData("trees")]
    [InlineData("secret-trees")]
    public async Task What_was_read_can_be_written_back_and_changes_nothing(string name)
    {
        var shown = await site.ResultAsync($"package_show?id={name}", site.Site.Token);

        var written = await WriteAsync("package_update", shown.ToJsonString());

        Assert.True(JsonNode.DeepEquals(shown, written), written.ToJsonString());
    }

    [Fact]
    public async Task A_dataset_is_found_by_its_name_where_no_id_is_sent_and_neither_is_a_text()
    {
        var made = await MakeAsync(""" "title": "T" """);

        Assert.Equal("by name", (string)(await WriteAsync("package_update", $$"""{"name": "{{made["name"]}}", "title": "by name"}"""))["title"]!);
        Assert.Equal("Missing value", (string)(await site.PostAsync("package_update", "{}", site.Site.Token)).Body["error"]!["id"]!);
        Assert.Equal("Not found: Package was not found.", (string)(await site.PostAsync("package_update", """{"id": "nowhere"}""", site.Site.Token)).Body["error"]!["message"]!);
        Assert.Equal("Not found", (string)(await site.PostAsync("package_patch", """{"id": "nowhere"}""", site.Site.Token)).Body["error"]!["message"]!);
    }

    [Fact]
    public async Task A_writer_who_read_an_older_state_is_told_so()
    {
        var made = await MakeAsync(""" "title": "T" """);
        var tag = $"\"{made["metadata_modified"]}\"";

        Assert.Equal(HttpStatusCode.OK, await PatchAsync((string)made["id"]!, "first", tag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PatchAsync((string)made["id"]!, "second", tag));

        Assert.Equal("first", (string)(await site.ResultAsync($"package_show?id={made["id"]}"))["title"]!);
    }

    [Fact]
    public async Task Writers_of_one_dataset_at_once_lose_nothing()
    {
        var made = await MakeAsync(""" "title": "T" """);
        var id = (string)made["id"]!;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 2 == 0
            ? WriteAsync("resource_create", $$"""{"package_id": "{{id}}", "url": "http://example.org/{{i}}"}""")
            : WriteAsync("package_revise", $$"""{"match": {"id": "{{id}}"}, "update__extras__extend": [{"key": "k{{i}}", "value": "v"}]}""")));

        var shown = await site.ResultAsync($"package_show?id={id}");
        Assert.Equal(8, shown["resources"]!.AsArray().Count);
        Assert.Equal(8, shown["extras"]!.AsArray().Count);
        Assert.Equal(Enumerable.Range(0, 8), shown["resources"]!.AsArray().Select(resource => (int)resource!["position"]!));
    }

    [Fact]
    public async Task A_revision_happens_only_where_the_dataset_is_as_expected()
    {
        var made = await MakeAsync(""" "notes": "n", "resources": [{"url": "a", "own": 1}, {"url": "b"}]""");
        var (status, body) = await site.PostAsync("package_revise", $$"""{"match": {"id": "{{made["id"]}}", "notes": "other"}, "match__resources__0__own": 1, "update": {"notes": "x"} }""", site.Site.Token);

        Assert.Equal((409, """["notes"]"""), (status, body["error"]!["match"]!.ToJsonString()));
        var revised = (await WriteAsync("package_revise", $$"""{"match": {"id": "{{made["id"]}}", "notes": "n"}, "filter": ["-resources__0__own"], "update__resources__-1__name": "last", "include": ["+id", "-*"]}"""))["package"]!;
        Assert.Equal(["id"], revised.AsObject().Select(pair => pair.Key));
        var shown = await site.ResultAsync($"package_show?id={made["id"]}");
        Assert.Null(shown["resources"]![0]!["own"]);
        Assert.Equal("last", (string)shown["resources"]![1]!["name"]!);
        Assert.Equal("""["Unmatched key resources__9"]""", (await site.PostAsync("package_revise", $$"""{"match": {"id": "{{made["id"]}}"}, "update__resources__9__name": "x"}""", site.Site.Token)).Body["error"]!["resources__9__name"]!.ToJsonString());
        Assert.Equal("Missing value", (string)(await site.PostAsync("package_revise", """{"update": {}}""", site.Site.Token)).Body["error"]!["match__id"]!);
    }

    [Fact]
    public async Task A_deleted_dataset_is_hidden_from_strangers_and_can_come_back_until_it_is_purged()
    {
        var made = await MakeAsync(""" "title": "T" """);
        var id = (string)made["id"]!;
        await WriteAsync("package_delete", $$"""{"id": "{{id}}"}""");
        await WriteAsync("package_delete", $$"""{"id": "{{id}}"}""");

        Assert.Equal(403, (await site.GetAsync($"package_show?id={id}")).Status);
        var shown = await site.ResultAsync($"package_show?id={id}", site.Site.Token);
        Assert.Equal(("deleted", (string)made["metadata_modified"]!), ((string)shown["state"]!, (string)shown["metadata_modified"]!));
        await WriteAsync("package_patch", $$"""{"id": "{{id}}", "state": "active"}""");
        Assert.Equal(200, (await site.GetAsync($"package_show?id={id}")).Status);

        await WriteAsync("dataset_purge", $$"""{"id": "{{id}}"}""");
        Assert.Equal("Not found: Dataset was not found", (string)(await site.PostAsync("dataset_purge", $$"""{"id": "{{id}}"}""", site.Site.Token)).Body["error"]!["message"]!);
    }

    [Fact]
    public async Task Purging_takes_the_rows_and_versions_with_it()
    {
        var package = await site.Data.HasPackageAsync($"purged-{Guid.NewGuid():N}"[..20], CatalogSite.Ct, draft => draft with { OwnerOrg = "workshop", Resources = [new() { Name = "trees", HasTable = true }] });
        await site.Data.PublishAsync(package, CatalogSite.Ct, CatalogSite.TreeTable(("P1", "Oak", "1.00", "1", null, null)));

        await WriteAsync("dataset_purge", $$"""{"id": "{{package.Name}}"}""");

        Assert.Equal(404, (await site.GetAsync($"datastore_search?resource_id={package.Resources[0].Id}")).Status);
        Assert.Equal(404, (await site.GetAsync($"dataset_version_list?id={package.Name}", site.Site.Token)).Status);
    }

    [Fact]
    public async Task A_resource_is_replaced_in_part_and_patched_as_told()
    {
        var made = await MakeAsync(""" "resources": [{"url": "http://example.org/a.csv", "name": "A", "description": "d", "hash": "h", "own": 1}, {"url": "b"}]""");
        var id = (string)made["resources"]![0]!["id"]!;

        var patched = await WriteAsync("resource_patch", $$"""{"id": "{{id}}", "size": 5}""");
        Assert.Equal(("A", "d", 5, 1), ((string)patched["name"]!, (string)patched["description"]!, (int)patched["size"]!, (int)patched["own"]!));

        var updated = await WriteAsync("resource_update", $$"""{"id": "{{id}}", "url": "http://example.org/a.json"}""");
        Assert.Equal(("A", "CSV", "h", 5L, "application/json"), ((string)updated["name"]!, (string)updated["format"]!, (string)updated["hash"]!, (long)updated["size"]!, (string)updated["mimetype"]!));
        Assert.Null(updated["description"]);
        Assert.Null(updated["own"]);
    }

    [Fact]
    public async Task Errors_of_a_resource_stand_at_the_top_and_another_datasets_id_is_taken()
    {
        var made = await MakeAsync(""" "resources": [{"url": "a"}]""");

        var (status, body) = await site.PostAsync("resource_create", $$"""{"package_id": "{{made["id"]}}", "size": "big"}""", site.Site.Token);
        Assert.Equal((409, """["Invalid integer"]"""), (status, body["error"]!["size"]!.ToJsonString()));
        var taken = await site.PostAsync("resource_create", $$"""{"package_id": "{{made["id"]}}", "id": "{{site.TreesId}}"}""", site.Site.Token);
        Assert.Equal("""["Resource id already exists."]""", taken.Body["error"]!["id"]!.ToJsonString());
        Assert.Equal("""["Missing value"]""", (await site.PostAsync("resource_create", """{"url": "x"}""")).Body["error"]!["package_id"]!.ToJsonString());
        Assert.Equal("Access denied: User  not authorized to create resources on dataset trees", (string)(await site.PostAsync("resource_create", """{"package_id": "trees"}""")).Body["error"]!["message"]!);
    }

    [Fact]
    public async Task Deleting_a_resource_may_be_repeated_and_the_others_move_up()
    {
        var made = await MakeAsync(""" "resources": [{"url": "a"}, {"url": "b"}, {"url": "c"}]""");
        var ids = made["resources"]!.AsArray().Select(resource => (string)resource!["id"]!).ToList();

        await WriteAsync("resource_delete", $$"""{"id": "{{ids[0]}}"}""");
        await WriteAsync("resource_delete", $$"""{"id": "{{ids[0]}}"}""");

        Assert.Equal("Not found: Resource was not found.", (string)(await site.GetAsync($"resource_show?id={ids[0]}")).Body["error"]!["message"]!);
        Assert.Equal("Not found", (string)(await site.PostAsync("resource_delete", $$"""{"id": "{{Guid.NewGuid()}}"}""", site.Site.Token)).Body["error"]!["message"]!);
        Assert.Equal([0, 1], (await site.ResultAsync($"package_show?id={made["id"]}"))["resources"]!.AsArray().Select(resource => (int)resource!["position"]!));

        var order = await WriteAsync("package_resource_reorder", $$"""{"id": "{{made["id"]}}", "order": ["{{ids[2]}}"]}""");
        Assert.Equal([ids[2], ids[1]], order["order"]!.AsArray().Select(id => (string)id!));
        Assert.Equal("resource_id nope can not be found", (string)(await site.PostAsync("package_resource_reorder", $$"""{"id": "{{made["id"]}}", "order": ["nope"]}""", site.Site.Token)).Body["error"]!["order"]!);
    }

    [Fact]
    public async Task Only_editors_of_the_owner_write()
    {
        var made = await MakeAsync(""" "resources": [{"url": "a"}]""");
        var outsider = await site.Data.HasUserAsync($"o{Guid.NewGuid():N}", CatalogSite.Ct, ("region", "admin"));
        var editor = await site.Data.HasUserAsync($"e{Guid.NewGuid():N}", CatalogSite.Ct, ("workshop", "editor"));
        var calls = new Dictionary<string, string>
        {
            ["package_patch"] = $$"""{"id": "{{made["id"]}}"}""",
            ["package_update"] = made.ToJsonString(),
            ["package_revise"] = $$"""{"match": {"id": "{{made["id"]}}"} }""",
            ["package_resource_reorder"] = $$"""{"id": "{{made["id"]}}", "order": []}""",
            ["resource_create"] = $$"""{"package_id": "{{made["id"]}}"}""",
            ["resource_update"] = $$"""{"id": "{{made["resources"]![0]!["id"]}}"}""",
            ["resource_patch"] = $$"""{"id": "{{made["resources"]![0]!["id"]}}"}""",
            ["resource_delete"] = $$"""{"id": "{{made["resources"]![0]!["id"]}}"}""",
            ["package_delete"] = $$"""{"id": "{{made["id"]}}"}""",
        };
        foreach (var (action, body) in calls)
        {
            Assert.Equal((action, 403), (action, (await site.PostAsync(action, body)).Status));
            Assert.Equal((action, 403), (action, (await site.PostAsync(action, body, outsider)).Status));
            Assert.Equal((action, 200), (action, (await site.PostAsync(action, body, editor)).Status));
        }
    }

    [Fact]
    public async Task A_resource_id_that_several_datasets_ask_for_at_once_goes_to_one_and_the_others_are_told()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = Guid.NewGuid();
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.PostAsync(
                "package_create", $$"""{"name": "race-{{Guid.NewGuid():N}}", "owner_org": "workshop", "resources": [{"id": "{{id}}", "url": "http://example.org/a"}]}""", site.Site.Token)));

            var made = Assert.Single(answers, answer => answer.Status == 200);
            Assert.Equal(id.ToString(), (string)Assert.Single(made.Body["result"]!["resources"]!.AsArray())!["id"]!);
            Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((409, "Resource id already exists."), (answer.Status, (string)answer.Body["error"]!["resources"]![0]!["id"]![0]!)));
        }
    }

    private async Task<HttpStatusCode> PatchAsync(string id, string title, string ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/3/action/package_patch") { Content = new StringContent($$"""{"id": "{{id}}", "title": "{{title}}"}""", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", site.Site.Token);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
        return response.StatusCode;
    }

    private Task<JsonNode> MakeAsync(string rest) => WriteAsync("package_create", $$"""{"name": "upd-{{Guid.NewGuid():N}}", "owner_org": "workshop", {{rest}}}""");

    private async Task<JsonNode> WriteAsync(string action, string body)
    {
        var (status, answer) = await site.PostAsync(action, body, site.Site.Token);
        Assert.True(status == 200, $"{action}: {answer.ToJsonString()}");
        return answer["result"]!;
    }
}
