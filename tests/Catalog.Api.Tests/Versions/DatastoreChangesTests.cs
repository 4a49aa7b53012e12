using System.Text.Json.Nodes;
using Catalog.Api.Tests.Datastore;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>The change feed of a table (design A.6): what a client that has version a must do to have version b.</summary>
public sealed class DatastoreChangesTests(CatalogSite site)
{
    [Fact]
    public async Task A_feed_tells_each_row_once_and_where_it_leads()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a numeric", "k");
        await table.InsertAsync("""{"k": "x", "a": "1.50"}, {"k": "y", "a": 1}, {"k": "w", "a": 1}""");
        await table.UpsertAsync("""{"k": "x", "a": "2.50"}, {"k": "z", "a": null}""");
        await table.UpsertAsync("""{"k": "x", "a": "3.50"}""");
        await table.DoneAsync("datastore_delete", """ "filters": {"k": "y"}""");

        var result = await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version=2");

        Assert.Equal((2, 5, true), ((int)result["since_version"]!, (int)result["version"]!, (bool)result["is_current"]!));
        Assert.Equal(
            """[{"_id":1,"change":"changed","key":{"k":"x"},"record":{"k":"x","a":3.50},"changed_fields":["a"]},{"_id":2,"change":"removed","key":{"k":"y"},"record":null,"changed_fields":[]},{"_id":4,"change":"added","key":{"k":"z"},"record":{"k":"z","a":null},"changed_fields":[]}]""",
            result["changes"]!.ToJsonString(WrittenTable.Plain));
        Assert.Equal(("""["k"]""", null, null), (result["primary_key"]!.ToJsonString(), result["next"], result["cursor"]));
        Assert.Empty((await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version=5"))["changes"]!.AsArray());
        Assert.Equal(3, (await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version=0&version=2"))["changes"]!.AsArray().Count);
    }

    [Fact]
    public async Task Pages_stay_between_their_two_versions_whatever_is_written_meanwhile()
    {
        var table = await WrittenTable.MakeAsync(site, "k int", "k");
        await table.InsertAsync(string.Join(", ", Enumerable.Range(1, 7).Select(k => $"{{\"k\": {k}}}")));

        var first = await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version=0&limit=3");
        await table.DoneAsync("datastore_delete", """ "filters": {"k": 5}""");
        var second = await FollowAsync(first);
        var third = await FollowAsync(second);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], new[] { first, second, third }.SelectMany(page => page["changes"]!.AsArray()).Select(change => (int)change!["_id"]!));
        Assert.Equal([2, 2, 2], new[] { first, second, third }.Select(page => (int)page["version"]!));
        Assert.Null(third["next"]);
        Assert.Equal("removed", (string)(await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version=2"))["changes"]![0]!["change"]!);
    }

    [Fact]
    public async Task Lines_and_CSV_have_version_and_next_page_in_their_headers()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a text", "k");
        await table.InsertAsync("""{"k": "α, \"β\"", "a": ""}, {"k": "y", "a": null}""");
        await table.DoneAsync("datastore_delete", """ "filters": {"k": "y"}""");
        await table.InsertAsync("""{"k": "z", "a": "line\nbreak"}""");

        using var csv = await site.Client.GetAsync($"/api/3/action/datastore_changes?resource_id={table.Id}&since_version=2&format=csv", CatalogSite.Ct);
        using var lines = await site.Client.GetAsync($"/api/3/action/datastore_changes?resource_id={table.Id}&since_version=0&format=ndjson&limit=1", CatalogSite.Ct);
        var next = lines.Headers.GetValues("Link").Single();
        var rest = await site.Client.GetStringAsync(next[1..next.IndexOf('>', StringComparison.Ordinal)], CatalogSite.Ct);

        Assert.Equal("_change,_id,k,a\r\nremoved,2,y,\r\nadded,3,z,\"line\nbreak\"\r\n", await csv.Content.ReadAsStringAsync(CatalogSite.Ct));
        Assert.Equal(("4", "text/csv"), (csv.Headers.GetValues("X-Dataset-Version").Single(), csv.Content.Headers.ContentType!.MediaType));
        Assert.False(csv.Headers.Contains("Link"));
        Assert.Equal("""{"_id":1,"change":"added","key":{"k":"α, \"β\""},"record":{"k":"α, \"β\"","a":""},"changed_fields":[]}""" + "\n", await lines.Content.ReadAsStringAsync(CatalogSite.Ct));
        Assert.StartsWith("""{"_id":3,"change":"added","key":{"k":"z"}""", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_was_made_again_is_removed_and_added_row_by_row()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        await table.InsertAsync("""{"k": "x"}, {"k": "y"}""");
        await table.DoneAsync("datastore_delete", "");
        await table.DoneAsync("datastore_create", """ "records": [{"other": "z"}]""");

        var pages = new List<JsonNode> { await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version=2&limit=1") };
        while (pages[^1]["next"] is not null)
            pages.Add(await FollowAsync(pages[^1]));

        Assert.Equal(["1 removed", "1 added", "2 removed"], pages.SelectMany(page => page["changes"]!.AsArray()).Select(change => $"{change!["_id"]} {change["change"]}"));
    }

    /// <summary>Rows that nobody wrote since: a column under an old name is another one, and what it held is gone.</summary>
    [Fact]
    public async Task A_column_that_was_made_again_changes_the_rows_that_had_a_value_there()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}, {"k": "y", "a": null}""");
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "k", "type": "text"}], "delete_fields": true, "force": true""");
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "k", "type": "text"}, {"id": "a", "type": "text"}], "force": true""");

        var there = await site.ResultAsync($"dataset_version_diff?id={table.Package}&from=2&to=4");
        var back = await site.ResultAsync($"dataset_version_diff?id={table.Package}&from=3&to=2");

        Assert.Equal("""[{"k":"x","a":null}]""", new JsonArray([.. there["rows"]!.AsArray().Select(row => row!["after"]!.DeepClone())]).ToJsonString());
        Assert.Equal("""[{"k":"x","a":1}]""", new JsonArray([.. back["rows"]!.AsArray().Select(row => row!["after"]!.DeepClone())]).ToJsonString());
        Assert.Equal((1, 0), ((int)there["summary"]!["changed"]!, (int)there["summary"]!["added"]!));
    }

    [Fact]
    public async Task A_base_that_was_taken_away_says_what_to_do()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        await table.InsertAsync("""{"k": "x"}""");
        await table.InsertAsync("""{"k": "bad"}""");
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update ver.dataset_version set state = 'withdrawn' where package_id = @id and v = 3; update catalog.package set current_version = 2 where id = @id",
                new { id = Guid.Parse(table.Package) }, cancellationToken: CatalogSite.Ct));
        }

        var (gone, body) = await site.GetAsync($"datastore_changes?resource_id={table.Id}&since_version=3");
        var (missing, _) = await site.GetAsync($"datastore_changes?resource_id={table.Id}&since_version=9");
        var (cursor, _) = await site.GetAsync($"datastore_changes?resource_id={table.Id}&since_version=0&cursor=3.1");

        Assert.Equal((410, 409, 410), (gone, missing, cursor));
        Assert.EndsWith("was withdrawn. Start anew: drop the rows and ask with since_version=0", (string)body["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)(await site.ResultAsync($"datastore_changes?resource_id={table.Id}&since_version=0"))["version"]!);
    }

    [Theory]
    [InlineData("since_version=x")]
    [InlineData("since_version=-1")]
    [InlineData("limit=5")]
    [InlineData("since_version=0&format=xml")]
    [InlineData("since_version=0&cursor=here")]
    [InlineData("since_version=0&limit=0")]
    public async Task What_cannot_be_read_is_409(string query)
    {
        Assert.Equal(409, (await site.GetAsync($"datastore_changes?resource_id={site.TreesId}&{query}")).Status);
    }

    [Fact]
    public async Task Feed_and_history_of_a_private_table_are_for_its_readers()
    {
        var (feed, _) = await site.GetAsync($"datastore_changes?resource_id={site.SecretId}&since_version=0");
        var (lines, _) = await site.GetAsync($"datastore_changes?resource_id={site.SecretId}&since_version=0&format=csv");
        var (history, _) = await site.GetAsync($"row_history?resource_id={site.SecretId}&_id=1");

        Assert.Equal((403, 403, 403), (feed, lines, history));
    }

    private async Task<JsonNode> FollowAsync(JsonNode page)
    {
        var next = (string)page["next"]!;
        return await site.ResultAsync(next[(next.LastIndexOf('/') + 1)..]);
    }
}
