using Catalog.Api.Tests.Datastore;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>Every state of one row (design A.6).</summary>
public sealed class RowHistoryTests(CatalogSite site)
{
    [Fact]
    public async Task States_name_the_versions_that_show_them()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}""");
        await table.InsertAsync("""{"k": "y", "a": 1}""");
        await table.UpsertAsync("""{"k": "x", "a": 2}""");
        await table.DoneAsync("datastore_delete", """ "filters": {"k": "x"}""");

        var states = (await site.ResultAsync($"row_history?resource_id={table.Id}&_id=1"))["states"]!.AsArray();
        var other = await site.ResultAsync($"row_history?resource_id={table.Id}&_id=2&limit=1");
        var (missing, _) = await site.GetAsync($"row_history?resource_id={table.Id}&_id=3");

        Assert.Equal(["""4-4 {"k":"x","a":2}""", """2-3 {"k":"x","a":1}"""], states.Select(state => $"{state!["first_version"]}-{state["last_version"]} {state["record"]!.ToJsonString()}"));
        Assert.Equal("3-5", $"{other["states"]![0]!["first_version"]}-{other["states"]![0]!["last_version"]}");
        Assert.Equal(404, missing);
    }

    [Fact]
    public async Task Columns_that_come_and_go_make_states_of_a_row_that_stayed()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}""");
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "k", "type": "text"}], "delete_fields": true, "force": true""");
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "k", "type": "text"}, {"id": "a", "type": "text"}], "force": true""");

        var states = (await site.ResultAsync($"row_history?resource_id={table.Id}&_id=1"))["states"]!.AsArray();

        Assert.Equal(["""4-4 {"k":"x","a":null}""", """3-3 {"k":"x"}""", """2-2 {"k":"x","a":1}"""],
            states.Select(state => $"{state!["first_version"]}-{state["last_version"]} {state["record"]!.ToJsonString()}"));
    }

    [Fact]
    public async Task Pages_go_back_in_time()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        foreach (var a in Enumerable.Range(1, 5))
            await table.UpsertAsync($"{{\"k\": \"x\", \"a\": {a}}}");

        var first = await site.ResultAsync($"row_history?resource_id={table.Id}&_id=1&limit=3");
        var second = await site.ResultAsync($"row_history?resource_id={table.Id}&_id=1&limit=3&before_version={first["next"]}");

        Assert.Equal([5, 4, 3, 2, 1], first["states"]!.AsArray().Concat(second["states"]!.AsArray()).Select(state => (int)state!["record"]!["a"]!));
        Assert.Null(second["next"]);
    }
}
