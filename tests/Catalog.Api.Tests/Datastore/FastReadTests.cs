using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>What is kept in memory and what is indexed changes no answer (decision 0017).</summary>
public sealed class FastReadTests(CatalogSite site)
{
    /// <summary>The rows of every length, with texts that an ordinary index could not hold.</summary>
    private async Task<WrittenTable> LargeAsync()
    {
        var table = await WrittenTable.MakeAsync(site, "city text, n int, amount numeric, ok bool, at timestamptz, note text");
        for (var part = 0; part < 3; part++)
        {
            await table.InsertAsync(string.Join(", ", Enumerable.Range(part * 4000, 4000).Select(i =>
                $$"""{"city": "city {{i % 7}}", "n": {{i}}, "amount": "{{i % 100}}.{{i % 10}}0", "ok": {{(i % 2 == 0 ? "true" : "false")}}, "at": "2020-01-01T00:00:00+02:00", "note": {{(i % 3 == 0 ? "null" : "\"Ελιά <b> \\\"x\\\"\"")}}}""")));
        }

        return table;
    }

    private async Task<string> AskAsync(WrittenTable table, string query) =>
        (await site.ResultAsync($"datastore_search?resource_id={table.Id}&limit=3&{query}", site.Site.Token)) is var result
            ? $"{result["total"]} {result["records"]!.ToJsonString(WrittenTable.Plain)}" : "";

    [Fact]
    public async Task An_index_that_a_filter_asks_for_is_made_and_answers_stay()
    {
        var table = await LargeAsync();
        string[] queries =
        [
            """filters={"city":"city 3"}""", """filters={"city":["city 1","city 2"]}&sort=n desc""", """filters={"n":{"gte":11990}}""", """filters={"amount":"7.70"}""",
            """filters={"city":"none"}""", """filters={"city":null}""", """filters={"city":"city 3","ok":true}&sort=city,n desc""",
        ];

        var before = await Task.WhenAll(queries.Select(query => AskAsync(table, query)));
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        const string made = """
            select i.column_name from ver.row_index i join ver.resource_version rv on rv.table_no = i.table_no where rv.resource_id = @id::uuid group by 1 order by 1
            """;
        IEnumerable<string> columns = [];
        while (columns.Count() < 3)
        {
            await Task.Delay(50, CatalogSite.Ct);
            columns = (await connection.QueryAsync<string>(made, new { id = table.Id })).ToList();
        }

        Assert.Equal(["amount", "city", "n"], columns);
        Assert.Equal(before, await Task.WhenAll(queries.Select(query => AskAsync(table, query))));
        Assert.StartsWith("""1714 [{"_id":4,"city":"city 3","n":3,"amount":3.30,"ok":false,"at":"2019-12-31T22:00:00+00:00","note":null}""", before[0], StringComparison.Ordinal);
        await table.InsertAsync($$"""{"city": "{{new string('x', 50_000)}}", "n": -1, "note": "long"}""");
        Assert.Contains("\"long\"", await AskAsync(table, """filters={"n":-1}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_total_is_that_of_its_version_and_of_its_conditions()
    {
        var table = await WrittenTable.MakeAsync(site, "city text, n int", "n");
        await table.UpsertAsync("""{"city": "a", "n": 1}, {"city": "a", "n": 2}, {"city": "b", "n": 3}""");
        async Task<string> TotalAsync(string query) => $"{(await site.ResultAsync($"datastore_search?resource_id={table.Id}&limit=1&{query}", site.Site.Token))["total"]}";

        Assert.Equal("2", await TotalAsync("""filters={"city":"a"}"""));
        Assert.Equal("2", await TotalAsync("""filters={"city":"a"}"""));
        Assert.Equal("1", await TotalAsync("""filters={"city":"a","n":2}"""));
        Assert.Equal("1", await TotalAsync("""filters={"n":2,"city":"a"}"""));
        Assert.Equal("2", await TotalAsync("fields=city&distinct=true"));
        Assert.Equal("3", await TotalAsync("fields=city,n&distinct=true"));
        await table.UpsertAsync("""{"city": "a", "n": 3}""");
        Assert.Equal("3", await TotalAsync("""filters={"city":"a"}"""));
        Assert.Equal("2", await TotalAsync("""filters={"city":"a"}&version=2"""));
    }

    [Fact]
    public async Task A_total_that_is_known_is_not_told_to_who_may_not_read()
    {
        var table = await WrittenTable.MakeAsync(site, "city text", isPrivate: true);
        await table.InsertAsync("""{"city": "a"}, {"city": "a"}""");
        var query = $$"""datastore_search?resource_id={{table.Id}}&limit=1&filters={"city":"a"}""";

        Assert.Equal(2, (int)(await site.ResultAsync(query, site.Site.Token))["total"]!);
        Assert.Equal(403, (await site.GetAsync(query)).Status);
    }
}
