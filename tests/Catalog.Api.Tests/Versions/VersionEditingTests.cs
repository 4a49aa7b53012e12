using System.Text.Json.Nodes;
using Catalog.Api.Tests.Datastore;
using Dapper;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>What authorised people do with published versions: tag, withdraw, revert (design A.4).</summary>
public sealed class VersionEditingTests(CatalogSite site)
{
    [Fact]
    public async Task A_withdrawn_version_is_gone_by_every_door_with_its_reason_and_the_one_before_is_shown()
    {
        var package = await FedAsync("withdrawn-by-action", "W1", "W2");
        var id = package.Resources[0].Id;

        var result = await DoneAsync("dataset_version_withdraw", """{"id": "withdrawn-by-action", "version": 2, "reason": {"el": "Λάθος αρχείο", "en": "Wrong file"}}""");
        var (search, body) = await site.GetAsync($"datastore_search?resource_id={id}&version=2");
        var (sql, _) = await site.GetAsync($"datastore_search_sql?version=2&sql={Uri.EscapeDataString($"select code from \"{id}\"")}");
        var (diff, _) = await site.GetAsync("dataset_version_diff?id=withdrawn-by-action&from=1&to=2");
        var (shown, _) = await site.GetAsync("package_show?id=withdrawn-by-action&version=2");
        using var dump = await site.Client.GetAsync($"/datastore/dump/{id}?version=2", CatalogSite.Ct);
        using var file = await site.Client.GetAsync("/dataset/withdrawn-by-action/v/2/trees.csv", CatalogSite.Ct);
        using var parquet = await site.Client.GetAsync("/dataset/withdrawn-by-action/v/2/trees.parquet", CatalogSite.Ct);
        using var page = await site.Client.GetAsync("/en/dataset/withdrawn-by-action/v/2", CatalogSite.Ct);
        var now = await site.ResultAsync($"datastore_search?resource_id={id}");
        var resource = await site.ResultAsync($"resource_show?id={id}");
        var list = (await site.ResultAsync("dataset_version_list?id=withdrawn-by-action")).AsArray();

        Assert.Equal(("withdrawn", "Λάθος αρχείο"), ((string)result["state"]!, (string)result["withdrawn_reason"]!["el"]!));
        Assert.Equal((410, 410, 410, 410), (search, sql, diff, shown));
        Assert.Equal((410, 410, 410, 410), ((int)dump.StatusCode, (int)file.StatusCode, (int)parquet.StatusCode, (int)page.StatusCode));
        Assert.Equal((2, "withdrawn", "Wrong file"), ((int)body["error"]!["version"]!["version"]!, (string)body["error"]!["version"]!["state"]!, (string)body["error"]!["version"]!["reason"]!["en"]!));
        Assert.Equal("W1", (string)now["records"]![0]!["code"]!);
        Assert.Equal([("withdrawn", false), ("published", true)], list.Select(version => ((string)version!["state"]!, (bool)version["is_current"]!)));
        Assert.Equal((string)list[1]!["resources"]![0]!["hash"]!, (string)resource["hash"]!);
        Assert.Equal(200, (await site.GetAsync("dataset_version_show?id=withdrawn-by-action&version=2")).Status);
        Assert.Equal(1, (int)(await site.ResultAsync("dataset_version_show?id=withdrawn-by-action&as_of=2100-01-01"))["version"]!);
    }

    [Fact]
    public async Task Later_publishes_go_on_counting_compare_with_what_is_shown_and_close_what_is_open()
    {
        var package = await FedAsync("withdrawn-then-published", "A", "B");
        await DoneAsync("dataset_version_withdraw", """{"id": "withdrawn-then-published", "version": 2, "reason": "wrong"}""");
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees("A", "C"));

        var last = (await site.ResultAsync("dataset_version_list?id=withdrawn-then-published"))[0]!;
        var rows = await site.ResultAsync($"datastore_search?resource_id={package.Resources[0].Id}&sort=code");

        Assert.Equal((3, 1, 1, 0), ((int)last["version"]!, (int)last["base_version"]!, (int)last["resources"]![0]!["added"]!, (int)last["resources"]![0]!["removed"]!));
        Assert.Equal(["A", "C"], rows["records"]!.AsArray().Select(row => (string)row!["code"]!));
    }

    [Fact]
    public async Task Without_any_good_version_nothing_is_shown_and_writing_begins_anew()
    {
        var table = await WrittenTable.MakeAsync(site, "k text", "k");
        await table.InsertAsync("""{"k": "x"}""");
        foreach (var version in new[] { 1, 2 })
            await DoneAsync("dataset_version_withdraw", $$"""{"id": "{{table.Package}}", "version": {{version}}, "reason": "wrong"}""");

        var (gone, _) = await site.GetAsync($"datastore_search?resource_id={table.Id}");
        await table.DoneAsync("datastore_create", """ "records": [{"other": "z"}]""");

        Assert.Equal(404, gone);
        Assert.Equal("""[{"_id":1,"other":"z"}]""", await table.RowsAsync());
        Assert.Equal(3, await table.VersionAsync());
    }

    [Fact]
    public async Task A_reverted_version_has_rows_columns_key_and_day_of_the_old_one()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}, {"k": "y", "a": 2}""");
        await table.UpsertAsync("""{"k": "x", "a": 9}""");
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "k", "type": "text"}], "primary_key": [], "delete_fields": true, "force": true""");
        await table.InsertAsync("""{"k": "y"}""");

        var result = await DoneAsync("dataset_version_revert", $$"""{"id": "{{table.Package}}", "version": 2}""");
        var part = result["resources"]![0]!;
        await table.UpsertAsync("""{"k": "y", "a": 5}""");
        var twice = await table.RefusedAsync("datastore_upsert", """ "method": "insert", "records": [{"k": "x"}]""");

        Assert.Equal((6, "revert", 5), ((int)result["version"]!, (string)result["kind"]!, (int)result["base_version"]!));
        Assert.Equal((2, 1, 1), ((int)part["row_count"]!, (int)part["changed"]!, (int)part["removed"]!));
        Assert.Equal("The content of version 2", (string)result["notes"]!["en"]!);
        Assert.Equal("""[{"_id":1,"k":"x","a":1},{"_id":2,"k":"y","a":2}]""", await table.RowsAsync(6));
        Assert.Equal("""[{"_id":1,"k":"x","a":1},{"_id":2,"k":"y","a":5}]""", await table.RowsAsync());
        Assert.Equal("""[{"_id":1,"k":"x"},{"_id":2,"k":"y"},{"_id":3,"k":"y"}]""", await table.RowsAsync(5));
        Assert.Contains("unique", twice, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_reverted_version_of_a_source_has_its_hash_files_and_totals()
    {
        var package = await FedAsync("reverted-source", "A", "B");
        var result = await DoneAsync("dataset_version_revert", """{"id": "reverted-source", "version": 1, "notes": {"en": "Back"}}""");
        var list = (await site.ResultAsync("dataset_version_list?id=reverted-source")).AsArray();
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees("B"));

        Assert.Equal((string)list[2]!["resources"]![0]!["hash"]!, (string)result["resources"]![0]!["hash"]!);
        Assert.Equal((string)list[2]!["content_hash"]!, (string)result["content_hash"]!);
        Assert.Equal(list[2]!["resources"]![0]!["files"]!.ToJsonString(), result["resources"]![0]!["files"]!.ToJsonString());
        Assert.Equal((string)list[2]!["resources"]![0]!["hash"]!, (string)(await site.ResultAsync($"dataset_version_show?id=reverted-source&version=3"))["resources"]![0]!["hash"]!);
        Assert.Equal("B", (string)(await site.ResultAsync($"datastore_search?resource_id={package.Resources[0].Id}"))["records"]![0]!["code"]!);
    }

    [Fact]
    public async Task A_tag_names_one_version()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        await table.InsertAsync("""{"k": "x"}""");
        var tagged = await DoneAsync("dataset_version_tag", $$"""{"id": "{{table.Package}}", "version": 1, "tag": "τελικό-2016"}""");
        var (taken, _) = await site.PostAsync("dataset_version_tag", $$"""{"id": "{{table.Package}}", "version": 2, "tag": "τελικό-2016"}""", site.Site.Token);
        await DoneAsync("dataset_version_tag", $$"""{"id": "{{table.Package}}", "version": 1, "tag": "τελικό-2016"}""");
        var bare = await DoneAsync("dataset_version_tag", $$"""{"id": "{{table.Package}}", "version": 1, "tag": "τελικό-2016", "remove": true}""");

        Assert.Equal("τελικό-2016", (string)tagged["tags"]![0]!);
        Assert.Equal((409, 0), (taken, bare["tags"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("dataset_version_tag", """ "version": 1, "tag": "17" """)]
    [InlineData("dataset_version_tag", """ "version": 1, "tag": "a b" """)]
    [InlineData("dataset_version_tag", """ "version": 1, "tag": "none", "remove": true """)]
    [InlineData("dataset_version_withdraw", """ "version": 1 """)]
    [InlineData("dataset_version_withdraw", """ "version": 1, "reason": {"fr": "x"} """)]
    [InlineData("dataset_version_withdraw", """ "version": 1, "reason": "  " """)]
    [InlineData("dataset_version_withdraw", """ "version": 9, "reason": "x" """)]
    [InlineData("dataset_version_revert", """ "version": 3 """)]
    [InlineData("dataset_version_revert", """ "version": 0 """)]
    public async Task What_cannot_be_done_is_409_and_changes_nothing(string action, string more)
    {
        var (status, body) = await site.PostAsync(action, $$"""{"id": "{{site.Trees.Id}}", {{more}}}""", site.Site.Token);

        Assert.True(status == 409, body.ToJsonString());
        Assert.Equal("published", (string)(await site.ResultAsync($"dataset_version_show?id={site.Trees.Id}&version=1"))["state"]!);
    }

    [Fact]
    public async Task Each_is_an_activity_and_is_written_down()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        await table.InsertAsync("""{"k": "x"}""");
        await DoneAsync("dataset_version_tag", $$"""{"id": "{{table.Package}}", "version": 1, "tag": "first"}""");
        await DoneAsync("dataset_version_withdraw", $$"""{"id": "{{table.Package}}", "version": 2, "reason": "wrong"}""");
        await table.InsertAsync("""{"k": "y"}""");
        await DoneAsync("dataset_version_revert", $$"""{"id": "{{table.Package}}", "version": 1}""");

        var activities = (await site.ResultAsync($"package_activity_list?id={table.Package}", site.Site.Token)).AsArray();
        await using var connection = await site.Site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        var events = (await connection.QueryAsync<string>(new CommandDefinition(
            "select kind || ' ' || v || ' ' || (user_id is not null) || ' ' || detail from ver.version_event where package_id = @id order by id", new { id = Guid.Parse(table.Package) }, cancellationToken: CatalogSite.Ct))).ToList();

        Assert.Equal(4, activities.Count(   // the first made the resource
            activity => (string)activity!["activity_type"]! == "changed package"));
        Assert.Equal(["""tag 1 true {"tag": "first"}""", """withdraw 2 true {"reason": {"el": "wrong", "en": "wrong"}}""", """revert 4 true {"to": 1}"""], events);
    }

    private static Table Trees(params string[] codes) => CatalogSite.TreeTable([.. codes.Select(code => (code, (string?)null, (string?)null, (string?)null, (string?)null, (string?)null))]);

    /// <summary>A dataset that a source feeds, with a version of one row for each code.</summary>
    private async Task<SavedPackage> FedAsync(string name, params string[] codes)
    {
        var package = await site.Data.HasPackageAsync(name, CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });
        foreach (var code in codes)
            await site.Data.PublishAsync(package, CatalogSite.Ct, Trees(code));
        return package;
    }

    private async Task<JsonNode> DoneAsync(string action, string json)
    {
        var (status, body) = await site.PostAsync(action, json, site.Site.Token);
        Assert.True(status == 200, $"{action}: {status} {body.ToJsonString()}");
        return body["result"]!;
    }
}
