using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary><c>datastore_upsert</c> (contract 5.4): <c>{"resource_id", "records": [{…}], "method": "upsert" | "insert" | "update", "force", "dry_run"}</c>.</summary>
public sealed class DatastoreUpsertTests(CatalogSite site)
{
    [Fact]
    public async Task Upsert_changes_the_columns_that_are_sent_and_adds_what_is_missing()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int, b numeric", "k");
        await table.InsertAsync("""{"k": "x", "a": 1, "b": "1.0"}, {"k": "y", "a": 2, "b": 2}""");

        await table.UpsertAsync("""{"k": "z"}, {"k": "x", "b": "1.00"}, {"k": "z", "a": 5}, {"k": "w", "a": 6}, {"k": "z", "b": 7}, {"k": "z", "a": null}""");

        Assert.Equal("""[{"_id":1,"k":"x","a":1,"b":1.00},{"_id":2,"k":"y","a":2,"b":2},{"_id":3,"k":"z","a":null,"b":7},{"_id":4,"k":"w","a":6,"b":null}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task Of_one_key_twice_the_last_wins_and_keys_of_two_columns_are_compared_as_their_types_do()
    {
        var table = await WrittenTable.MakeAsync(site, "k int, l numeric, a text[], d json", "k,l");

        await table.UpsertAsync("""{"k": 1, "l": "1.0", "a": ["x"], "d": {"q": 1}}, {"k": "01", "l": 1, "a": ["y", "z"], "d": [2]}, {"k": 2, "l": null, "a": null, "d": null}, {"k": 2, "l": null, "a": null, "d": null}""");

        Assert.Equal("""[{"_id":1,"k":1,"l":1,"a":["y","z"],"d":[2]},{"_id":2,"k":2,"l":null,"a":null,"d":null},{"_id":3,"k":2,"l":null,"a":null,"d":null}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task A_record_may_name_its_row_by_number_and_order_holds_between_the_two_ways()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}, {"k": "y", "a": 2}""");

        await table.UpsertAsync("""{"_id": 1, "k": "new"}, {"k": "new", "a": 9}, {"_id": 77, "k": "q"}, {"_id": 2, "a": 3}, {"_id": 2, "a": 4}""");
        var missing = await table.RefusedAsync("datastore_upsert", """ "method": "update", "records": [{"_id": 1, "a": 0}, {"_id": 99, "a": 1}]""");

        Assert.Equal("""[{"_id":1,"k":"new","a":9},{"_id":2,"k":"y","a":4},{"_id":3,"k":"q","a":null}]""", await table.RowsAsync());
        Assert.Equal("""{"key":["key \"{'_id': 99}\" not found"]}""", missing);
    }

    [Theory]
    [InlineData("\"method\": \"bogus\"", """{"method":["Value must be one of ['upsert', 'insert', 'update']"]}""")]
    [InlineData("\"records\": \"str\"", """{"key":["fields \"k\" are missing\n                            but needed as key"]}""")]
    [InlineData("\"records\": [5]", """{"key":["fields \"k\" are missing\n                            but needed as key"]}""")]
    [InlineData("\"records\": [{\"a\": 1}]", """{"key":["fields \"k\" are missing\n                            but needed as key"]}""")]
    [InlineData("\"records\": [{\"k\": \"x\", \"no\": 1, \"_x\": 2}]", """{"fields":["fields \"no, _x\" do not exist"]}""")]
    [InlineData("\"method\": \"insert\", \"records\": [{\"k\": \"x\"}, {\"k\": \"y\", \"no\": 1, \"_id\": 2}]", """{"records":["row \"2\" has extra keys \"no, _id\""]}""")]
    [InlineData("\"method\": \"insert\", \"records\": [\"x\"]", """{"records":["The first row is not a json object"]}""")]
    [InlineData("\"method\": \"insert\", \"records\": {\"k\": 1}", """{"records":["Records has to be a list of dicts"]}""")]
    [InlineData("\"method\": \"update\", \"records\": [{\"k\": \"here\"}, {\"k\": \"zz\", \"a\": 7}]", """{"key":["key \"{'k': 'zz'}\" not found"]}""")]
    public async Task What_is_wrong_is_told_in_CKAN_s_words(string more, string error)
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "here", "a": 1}""");

        Assert.Equal(JsonNode.Parse(error)!.ToJsonString(WrittenTable.Plain), await table.RefusedAsync("datastore_upsert", more));
        Assert.Equal("""[{"_id":1,"k":"here","a":1}]""", await table.RowsAsync());
        Assert.Equal(2, await table.VersionAsync());
    }

    [Fact]
    public async Task Without_a_key_rows_are_known_by_number_only()
    {
        var table = await WrittenTable.MakeAsync(site, "a int");
        await table.InsertAsync("""{"a": 1}""");

        Assert.Equal("""{"table":["unique key must be passed for update/upsert"]}""", await table.RefusedAsync("datastore_upsert", """ "records": [{"_id": 1, "a": 2}, {"a": 3}]"""));
        await table.UpsertAsync("""{"_id": 1, "a": 2}""");
        Assert.Equal("""[{"_id":1,"a":2}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task The_first_record_at_fault_is_named_among_thousands()
    {
        var table = await WrittenTable.MakeAsync(site, "k int, a date", "k");
        var records = Enumerable.Range(0, 3000).Select(i => i is 2047 or 2900 ? $$"""{"k": {{i}}, "a": "nonsense"}""" : $$"""{"k": {{i}}, "a": "2020-01-01"}""");

        Assert.Equal("""{"records":["invalid input syntax for type date: \"nonsense\""],"records_row":2047}""", await table.RefusedAsync("datastore_upsert", $"\"records\": [{string.Join(',', records)}]"));
        Assert.Equal("[]", await table.RowsAsync());
    }

    [Fact]
    public async Task What_changes_nothing_and_a_dry_run_make_no_version()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a json", "k");
        await table.InsertAsync("""{"k": "x", "a": {"q": [1, 2]}}""");
        var version = await table.VersionAsync();

        await table.UpsertAsync("""{"k": "x", "a": {"q": [1,2]}}""");
        await table.DoneAsync("datastore_upsert", "\"records\": []");
        await table.DoneAsync("datastore_upsert", "");
        var dry = await table.DoneAsync("datastore_upsert", """ "dry_run": true, "records": [{"k": "y"}, {"k": "x", "a": ""}]""");
        await table.DoneAsync("datastore_records_delete", """ "filters": {"k": "nobody"}""");

        Assert.Equal(version, await table.VersionAsync());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""{"dry_run": true, "resource_id": "{{table.Id}}", "records": [{"k": "y"}, {"k": "x", "a": null}]}"""), dry), dry.ToJsonString());
        Assert.Equal("""[{"_id":1,"k":"x","a":{"q":[1,2]}}]""", (await table.RowsAsync()).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_writers_at_once_lose_nothing()
    {
        var table = await WrittenTable.MakeAsync(site, "k int, a int", "k");

        await Parallel.ForEachAsync(Enumerable.Range(0, 24), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = CatalogSite.Ct }, async (i, _) =>
            await table.UpsertAsync($$"""{"k": {{i}}, "a": 1}, {"k": 1000, "a": {{i}}}"""));

        var result = await site.ResultAsync($"datastore_search?resource_id={table.Id}&limit=0");
        Assert.Equal((25, 25), ((int)result["total"]!, await table.VersionAsync()));
        var info = await site.ResultAsync($"datastore_info?id={table.Id}");
        Assert.Equal(25, (int)info["meta"]!["count"]!);
    }

    [Fact]
    public async Task Without_force_a_resource_of_another_kind_is_read_only()
    {
        var package = await WrittenTable.PackageAsync(site);
        var (_, made) = await site.PostAsync("resource_create", JsonSerializer.Serialize(new { package_id = package, url = "https://example.org/x.csv" }), site.Site.Token);
        var id = (string)made["result"]!["id"]!;

        var (refused, error) = await site.PostAsync("datastore_create", $$"""{"resource_id": "{{id}}", "fields": [{"id": "a", "type": "int"}]}""", site.Site.Token);
        var (forced, _) = await site.PostAsync("datastore_create", $$"""{"resource_id": "{{id}}", "force": true, "records": [{"a": 1}]}""", site.Site.Token);
        var shown = await site.ResultAsync($"resource_show?id={id}");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = site.Site.Address };
        using var download = await client.GetAsync($"/dataset/{package}/resource/{id}/download", CatalogSite.Ct);

        Assert.Equal((409, 200, true), (refused, forced, (bool)shown["datastore_active"]!));
        Assert.StartsWith("Cannot edit read-only resource", (string)error["error"]!["read-only"]![0]!, StringComparison.Ordinal);
        Assert.Equal(("https://example.org/x.csv", 302), ((string)shown["url"]!, (int)download.StatusCode));
    }
}
