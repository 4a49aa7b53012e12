using System.Text.Json.Nodes;
using Catalog.Api.Tests.Datastore;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>Writes of a day that are one version (design A.4, decision 0022): readers see each at once, lists have the last, the others can be read by number for two days and are then folded into it.</summary>
public sealed class DailyVersionTests(CatalogSite site)
{
    [Fact]
    public async Task Readers_see_each_write_at_once_and_lists_have_one_version_a_day()
    {
        var table = await TableAsync();
        await table.UpsertAsync("""{"k": "x", "a": 2}""");
        await table.UpsertAsync("""{"k": "y", "a": 1}, {"k": "z", "a": 1}""");
        Assert.Equal("""[{"_id":1,"k":"x","a":2},{"_id":2,"k":"y","a":1},{"_id":3,"k":"z","a":1}]""", await table.RowsAsync());
        await table.UpsertAsync("""{"k": "x", "a": 3}""");
        await table.DoneAsync("datastore_records_delete", """ "filters": {"k": "z"}""");
        var today = await ListAsync(table);
        await Days.PassAsync(site, table.Package);
        await table.UpsertAsync("""{"k": "x", "a": 4}""");

        Assert.Equal([(6, 2), (2, 1), (1, null)], today.Select(version => ((int)version!["version"]!, (int?)version["base_version"])));
        Assert.Equal("""[1,1,0]""", Counts(today[0]!));
        Assert.Equal("1.2.0", (string)today[0]!["label"]!);
        Assert.Equal([7, 6, 2, 1], (await ListAsync(table)).Select(version => (int)version!["version"]!));
        Assert.Equal("""[{"_id":1,"k":"x","a":2}]""", await table.RowsAsync(3));
        Assert.Equal("gathered", (string)(await site.ResultAsync($"dataset_version_show?id={table.Package}&version=3"))["state"]!);
        Assert.Equal("[0,1,0]", Counts((await ListAsync(table))[0]!));
    }

    [Fact]
    public async Task When_the_day_is_folded_what_lists_tell_stays_and_what_was_gathered_answers_410_by_every_door()
    {
        var table = await TableAsync();
        await table.UpsertAsync("""{"k": "x", "a": 2}""");
        await table.UpsertAsync("""{"k": "x", "a": 3}, {"k": "y", "a": 1}""");
        await table.UpsertAsync("""{"k": "x", "a": 4}""");
        await Days.PassAsync(site, table.Package);
        await table.UpsertAsync("""{"k": "y", "a": 2}""");
        await Days.FoldAsync(site);
        var rows = await CountAsync(table);
        Assert.Equal(200, (await site.GetAsync($"datastore_search?resource_id={table.Id}&version=4")).Status);
        var kept = await TellAsync(table, 2, 5, 6);

        await Days.PassAsync(site, table.Package, 2);
        await Days.FoldAsync(site);

        Assert.Equal(kept, await TellAsync(table, 2, 5, 6));
        Assert.Equal(rows - 2, await CountAsync(table));   // x of versions 3 and 4
        foreach (var call in new[]
        {
            $"dataset_version_show?id={table.Package}&version=4", $"datastore_search?resource_id={table.Id}&version=4", $"dataset_version_diff?id={table.Package}&from=4&to=6",
            $"datastore_search_sql?version=4&sql={Uri.EscapeDataString($"select k from \"{table.Id}\"")}", $"datastore_changes?resource_id={table.Id}&since_version=4", $"package_show?id={table.Package}&version=4",
        })
        {
            var (status, body) = await site.GetAsync(call);
            Assert.True(status == 410, $"{call}: {status} {body.ToJsonString()}");
            Assert.Equal((4, "gathered", 5), ((int)body["error"]!["version"]!["version"]!, (string)body["error"]!["version"]!["state"]!, (int)body["error"]!["version"]!["gathered_into"]!));
        }

        foreach (var path in new[] { $"/dataset/{table.Package}/v/4/rows.csv", $"/dataset/{table.Package}/v/4/datapackage.zip", $"/datastore/dump/{table.Id}?version=4", $"/dataset/{table.Package}/v/4" })
        {
            using var answer = await site.Client.GetAsync(path, CatalogSite.Ct);
            Assert.True((int)answer.StatusCode == 410, $"{path}: {answer.StatusCode}");
        }

        Assert.Equal(404, (await site.GetAsync($"datastore_search?resource_id={table.Id}&version=99")).Status);
        Assert.Equal("[[1,5,\"4\"],[1,2,\"1\"]]", new JsonArray([.. (await site.ResultAsync($"row_history?resource_id={table.Id}&_id=1"))["states"]!.AsArray()
            .Select(state => (JsonNode)new JsonArray(1, (int)state!["first_version"]!, state["record"]!["a"]!.ToString()))]).ToJsonString());
        await table.UpsertAsync("""{"k": "x", "a": 9}""");
        Assert.Equal("""[{"_id":1,"k":"x","a":9},{"_id":2,"k":"y","a":2}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task What_another_table_of_the_dataset_got_earlier_that_day_belongs_to_the_day()
    {
        var table = await TableAsync();
        var (status, made) = await site.PostAsync("datastore_create", $$"""{"resource": {"package_id": "{{table.Package}}", "name": "other"}, "fields": [{"id": "n", "type": "int"}], "records": [{"n": 1}, {"n": 2}]}""", site.Site.Token);
        Assert.True(status == 200, made.ToJsonString());
        var other = (string)made["result"]!["resource_id"]!;
        await table.UpsertAsync("""{"k": "x", "a": 5}""");
        await table.UpsertAsync("""{"k": "x", "a": 6}""");
        var (before, csv) = ((await ListAsync(table)).ToJsonString(), await site.Client.GetStringAsync($"/dataset/{table.Package}/v/5/other.csv", CatalogSite.Ct));
        var changed = (await site.ResultAsync($"datastore_search?resource_id={other}&version=5"))["total"]!.ToJsonString();

        await Days.PassAsync(site, table.Package, 3);
        await Days.FoldAsync(site);
        var list = await ListAsync(table);

        Assert.Equal(["other: 2,0,0", "rows: 0,1,0"], list[0]!["resources"]!.AsArray().Select(part => $"{part!["name"]}: {part["added"]},{part["changed"]},{part["removed"]}").Order(StringComparer.Ordinal));
        Assert.Equal(JsonNode.Parse(before)!.AsArray().Select(Counts), list.Select(version => Counts(version!)));
        Assert.Equal(csv, await site.Client.GetStringAsync($"/dataset/{table.Package}/v/5/other.csv", CatalogSite.Ct));
        Assert.Equal(changed, (await site.ResultAsync($"datastore_search?resource_id={other}&version=5"))["total"]!.ToJsonString());
    }

    [Fact]
    public async Task The_setting_holds_for_the_writes_that_come_after_it()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}""");
        await Days.GatherAsync(site, table.Package);
        await table.UpsertAsync("""{"k": "x", "a": 2}""");
        await table.UpsertAsync("""{"k": "x", "a": 3}""");
        Assert.Equal([4, 2, 1], (await ListAsync(table)).Select(version => (int)version!["version"]!));
        var (status, shown) = await site.PostAsync("dataset_version_policy_update", $$"""{"id": "{{table.Package}}"}""", site.Site.Token);
        await table.UpsertAsync("""{"k": "x", "a": 4}""");
        await table.UpsertAsync("""{"k": "x", "a": 5}""");

        Assert.Equal((200, "each"), (status, (string)shown["result"]!["versioning"]!));
        Assert.Equal([6, 5, 4, 2, 1], (await ListAsync(table)).Select(version => (int)version!["version"]!));
        Assert.Equal([5, 4], (await site.ResultAsync($"dataset_version_list?id={table.Package}&limit=2&offset=1")).AsArray().Select(version => (int)version!["version"]!));
    }

    [Fact]
    public async Task A_tag_keeps_a_version_and_a_withdrawn_day_goes_with_all_that_was_gathered_into_it()
    {
        var table = await TableAsync();
        await table.UpsertAsync("""{"k": "x", "a": 2}""");
        await PostAsync("dataset_version_tag", table, 3, """ "tag": "noon" """);
        await table.UpsertAsync("""{"k": "x", "a": 3}""");
        await table.UpsertAsync("""{"k": "x", "a": 4}""");
        Assert.Equal([5, 3, 2, 1], (await ListAsync(table)).Select(version => (int)version!["version"]!));
        Assert.Equal(409, (await site.PostAsync("dataset_version_tag", $$"""{"id": "{{table.Package}}", "version": 4, "tag": "later"}""", site.Site.Token)).Status);

        await PostAsync("dataset_version_withdraw", table, 5, """ "reason": "wrong" """);
        Assert.Equal((410, 410, 200), ((await site.GetAsync($"datastore_search?resource_id={table.Id}&version=5")).Status, (await site.GetAsync($"datastore_search?resource_id={table.Id}&version=4")).Status,
            (await site.GetAsync($"datastore_search?resource_id={table.Id}&version=3")).Status));
        Assert.Equal("""[{"_id":1,"k":"x","a":2}]""", await table.RowsAsync());
        await table.UpsertAsync("""{"k": "y", "a": 1}""");
        await table.UpsertAsync("""{"k": "y", "a": 2}""");
        await Days.PassAsync(site, table.Package, 3);
        await Days.FoldAsync(site);

        Assert.Equal(["7 published", "5 withdrawn", "3 published", "2 published", "1 published"], (await ListAsync(table)).Select(version => $"{version!["version"]} {version["state"]}"));
        Assert.Equal("""[{"_id":1,"k":"x","a":2},{"_id":2,"k":"y","a":2}]""", await table.RowsAsync());
        Assert.Equal("""[{"_id":1,"k":"x","a":1}]""", await table.RowsAsync(2));
        await PostAsync("dataset_version_revert", table, 2, """ "notes": "back" """);
        await table.UpsertAsync("""{"k": "y", "a": 7}""");
        Assert.Equal([9, 8, 7], (await ListAsync(table)).Take(3).Select(version => (int)version!["version"]!));   // what people decide is not gathered
        Assert.Equal("""[{"_id":1,"k":"x","a":1},{"_id":2,"k":"y","a":7}]""", (await table.RowsAsync()).Replace("\"_id\":3", "\"_id\":2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Days_end_where_the_dataset_says()
    {
        var table = await TableAsync();
        await table.UpsertAsync("""{"k": "x", "a": 2}""");
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            // A minute before and a minute after midnight in Athens are one day in Greenwich.
            await connection.ExecuteAsync(new CommandDefinition("""
                update ver.version_policy set timezone = 'Europe/Athens', gathers_since = timestamptz '2016-01-01' where package_id = @id;
                update ver.dataset_version set published_at = (((now() at time zone 'Europe/Athens')::date - 0)::timestamp at time zone 'Europe/Athens') - interval '1 minute' where package_id = @id and v = 3
                """, new { id = Guid.Parse(table.Package) }, cancellationToken: CatalogSite.Ct));
        }

        await table.UpsertAsync("""{"k": "x", "a": 3}""");
        Assert.Equal([4, 3, 2, 1], (await ListAsync(table)).Select(version => (int)version!["version"]!));
        await table.UpsertAsync("""{"k": "x", "a": 4}""");
        Assert.Equal(3, (int)(await ListAsync(table))[1]!["version"]!);
    }

    [Fact]
    public async Task Two_writers_and_the_worker_at_once_lose_nothing()
    {
        var table = await TableAsync();
        for (var day = 0; day < 2; day++)
        {
            await Task.WhenAll(Enumerable.Range(0, 2).Select(async writer =>
            {
                for (var i = 0; i < 8; i++)
                    await table.UpsertAsync($$"""{"k": "d{{day}}w{{writer}}n{{i}}", "a": {{i}}}, {"k": "shared{{i}}", "a": {{writer}}}""");
            }).Append(FoldAgainAsync()));
            await Days.PassAsync(site, table.Package, 3);
        }

        await Days.FoldAsync(site);

        var list = await ListAsync(table);
        Assert.Equal(4, list.Count);
        Assert.Equal(1 + 32 + 8, JsonNode.Parse(await table.RowsAsync(more: "&limit=1000"))!.AsArray().Count);
        Assert.Equal(1 + 16 + 8, JsonNode.Parse(await table.RowsAsync((int)list[1]!["version"]!, "&limit=1000"))!.AsArray().Count);

        async Task FoldAgainAsync()
        {
            for (var i = 0; i < 5; i++)
                await Days.FoldAsync(site);
        }
    }

    [Fact]
    public async Task A_policy_is_checked_shown_to_readers_and_set_by_admins()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        var unset = await site.ResultAsync($"dataset_version_policy_show?id={table.Package}");
        var (wrong, error) = await site.PostAsync("dataset_version_policy_update", $$"""{"id": "{{table.Package}}", "timezone": "Mars/Olympus"}""", site.Site.Token);
        var (both, _) = await site.PostAsync("dataset_version_policy_update", $$"""{"id": "{{table.Package}}", "keep_all": true, "keep_last": 3}""", site.Site.Token);
        await PolicyAsync(table, """ "versioning": "daily", "keep_last": 5, "keep_days": 30, "keep_yearly": true""");
        var set = await site.ResultAsync($"dataset_version_policy_show?id={table.Package}");

        Assert.Equal(("each", "Europe/Athens", null), ((string)unset["versioning"]!, (string)unset["timezone"]!, (int?)unset["keep_last"]));
        Assert.Equal((409, true, 409), (wrong, error["error"]!["timezone"] is not null, both));
        Assert.Equal(("daily", 5, 30, true, false), ((string)set["versioning"]!, (int)set["keep_last"]!, (int)set["keep_days"]!, (bool)set["keep_yearly"]!, (bool)set["keep_all"]!));
    }

    /// <summary>A table made in version 1, with one row of yesterday in version 2; today's writes are gathered.</summary>
    private async Task<WrittenTable> TableAsync()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await Days.GatherAsync(site, table.Package);
        await table.InsertAsync("""{"k": "x", "a": 1}""");
        await Days.PassAsync(site, table.Package);
        return table;
    }

    private async Task<JsonArray> ListAsync(WrittenTable table) => (await site.ResultAsync($"dataset_version_list?id={table.Package}")).AsArray();

    private static string Counts(JsonNode? version) => version!["resources"]!.AsArray().Select(part => $"[{part!["added"]},{part["changed"]},{part["removed"]}]").First();

    /// <summary>What every door tells of these versions, times apart.</summary>
    private async Task<string> TellAsync(WrittenTable table, params int[] versions)
    {
        var parts = (await ListAsync(table)).Select(version => $"{version!["version"]} {version["label"]} {version["base_version"]} {Counts(version)} {version["content_hash"]}").ToList();
        foreach (var version in versions)
        {
            parts.Add(await table.RowsAsync(version));
            parts.Add(await site.Client.GetStringAsync($"/dataset/{table.Package}/v/{version}/rows.csv", CatalogSite.Ct));
            parts.Add((await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version={version}"))["changes"]!.ToJsonString());
            foreach (var other in versions)
                parts.Add((await site.ResultAsync($"dataset_version_diff?id={table.Package}&from={version}&to={other}"))["rows"]!.ToJsonString());
        }

        // The second time, hashes are known.
        return string.Join('\n', parts.Select(part => part.Contains("sha256:", StringComparison.Ordinal) ? part[..part.IndexOf("sha256:", StringComparison.Ordinal)] : part));
    }

    private async Task PostAsync(string action, WrittenTable table, int version, string more)
    {
        var (status, body) = await site.PostAsync(action, $$"""{"id": "{{table.Package}}", "version": {{version}}, {{more}}}""", site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
    }

    private async Task PolicyAsync(WrittenTable table, string more)
    {
        var (status, body) = await site.PostAsync("dataset_version_policy_update", $$"""{"id": "{{table.Package}}", {{more}}}""", site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
    }

    private async Task<long> CountAsync(WrittenTable table)
    {
        await using var connection = await site.Site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        var number = await connection.QuerySingleAsync<int>(new CommandDefinition("select table_no from ver.resource_version where resource_id = @id limit 1", new { id = Guid.Parse(table.Id) }, cancellationToken: CatalogSite.Ct));
        return await connection.QuerySingleAsync<long>(new CommandDefinition($"select count(*) from rows.r_{number}", cancellationToken: CatalogSite.Ct));
    }
}
