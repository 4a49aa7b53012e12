using Dapper;
using OpenData.Core.Datastore;
using OpenData.Core.Versions;
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

    [Fact]
    public async Task A_page_asked_again_is_of_what_is_true_now()
    {
        var table = await WrittenTable.MakeAsync(site, "city text", "city");
        await table.UpsertAsync("""{"city": "a"}""");
        await table.UpsertAsync("""{"city": "b"}""");
        async Task<string> SeenAsync(string more, string? token = null)
        {
            var (status, body) = await site.GetAsync($"datastore_search?resource_id={table.Id}&fields=city{more}", token);
            return status == 200 ? body["result"]!["records"]!.ToJsonString(WrittenTable.Plain) : status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        async Task PatchAsync(string more) =>
            Assert.Equal(200, (await site.PostAsync("package_patch", $$"""{"id": "{{table.Package}}", {{more}}}""", site.Site.Token)).Status);

        for (var time = 0; time < 2; time++)   // the second time what was found the first time is supposed
        {
            Assert.Equal("""[{"city":"a"},{"city":"b"}]""", await SeenAsync(""));
            Assert.Equal("""[{"city":"a"}]""", await SeenAsync("&version=2"));
            Assert.Equal("409", await SeenAsync("""&filters={"none":1}"""));
            Assert.Equal("[]", await SeenAsync("""&filters={"city":"none"}"""));
        }

        await PatchAsync("\"private\": true");
        Assert.Equal(("403", "403", "403"), (await SeenAsync(""), await SeenAsync("&version=2"), await SeenAsync("""&filters={"none":1}""")));
        Assert.Equal("""[{"city":"a"},{"city":"b"}]""", await SeenAsync("", site.Site.Token));
        Assert.Equal("""[{"city":"a"},{"city":"b"}]""", await SeenAsync("", site.Site.Token));
        Assert.Equal("403", await SeenAsync(""));
        await PatchAsync("\"private\": false");
        Assert.Equal("""[{"city":"a"},{"city":"b"}]""", await SeenAsync(""));
        await table.UpsertAsync("""{"city": "c"}""");
        Assert.Equal("""[{"city":"a"},{"city":"b"},{"city":"c"}]""", await SeenAsync(""));
        var (status, body) = await site.PostAsync("dataset_version_withdraw", $$"""{"id": "{{table.Package}}", "version": 2, "reason": {"en": "wrong"} }""", site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
        Assert.Equal("410", await SeenAsync("&version=2"));
        Assert.Equal("""[{"city":"a"},{"city":"b"},{"city":"c"}]""", await SeenAsync(""));
        Assert.Equal(200, (await site.PostAsync("resource_delete", $$"""{"id": "{{table.Id}}"}""", site.Site.Token)).Status);
        Assert.Equal("404", await SeenAsync(""));
    }

    [Fact]
    public async Task The_hash_beside_a_text_makes_no_rows_seem_fewer()
    {
        var table = await LargeAsync();
        await AskAsync(table, """filters={"city":"city 3"}""");
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        VersionBound at;
        do
        {
            await Task.Delay(50, CatalogSite.Ct);
            at = (await new VersionStore(site.Site.Database).FindBoundAsync(Guid.Parse(table.Id), VersionRequest.Current, CatalogSite.Ct))!;
        }
        while (!at.Indexed.Contains("city"));

        var source = RowSource.Of(at);
        var rows = RowStatement.Rows(new RowQuery { Source = source, Columns = source.Columns, Filter = FilterParser.Parse("""{"city": "city 3"}""", source) });
        await connection.ExecuteAsync($"analyze {at.Table}");
        var plan = await connection.QuerySingleAsync<string>("explain (format json) " + rows.CommandText.Replace("$1", "'city 3'", StringComparison.Ordinal));
        Assert.Contains("_auto_", plan, StringComparison.Ordinal);
        // Of 12,000 rows 1,714 are of that city; taken for independent, text and hash would leave 245 and make the sorting of all look cheap.
        Assert.InRange((double)System.Text.Json.Nodes.JsonNode.Parse(plan)![0]!["Plan"]!["Plan Rows"]!, 500, 3000);
    }

    [Fact]
    public async Task Words_are_found_by_an_index_as_without_it_and_rows_after_it_too()
    {
        var table = await LargeAsync();
        await table.InsertAsync("""{"city": "Ωραία Ελιά ελιά", "n": -5, "note": "x x x"}, {"city": "olive trees", "n": -6}""");
        string[] queries = ["q=ελια", "q=ελια+x&offset=500", "q=trees", "q=oliv:*&plain=false", """q={"city":"city"}""", "full_text=olive", """q=city&filters={"n":{"lt":20}}""", "q=2019-12-31", "q=ελια&offset=3998", "q=ελια&offset=5000"];
        var first = table.RowsAsync(more: "&q=city&fields=n&sort=n&limit=1");

        var before = new List<string>();
        foreach (var query in queries)
            before.Add(await AskAsync(table, query));
        Assert.Equal("[{\"n\":0}]", await first);
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        while (!await connection.QuerySingleAsync<bool>("select exists (select 1 from ver.words_index w join ver.resource_version rv using (table_no) where rv.resource_id = @id::uuid)", new { id = table.Id }))
            await Task.Delay(50, CatalogSite.Ct);
        await table.InsertAsync("""{"city": "newcomer"}""");

        for (var i = 0; i < queries.Length; i++)
            Assert.Equal(before[i], await AskAsync(table, queries[i]));
        Assert.StartsWith("1 [", await AskAsync(table, "q=newcomer"), StringComparison.Ordinal);
        await table.DoneAsync("datastore_delete", """ "filters": {"city": "newcomer"}""");
        Assert.Equal("0 []", await AskAsync(table, "q=newcomer"));
        var version = await table.VersionAsync();
        Assert.StartsWith("1 [", await AskAsync(table, $"q=newcomer&version={version - 1}"), StringComparison.Ordinal);
        Assert.Equal("0 []", await AskAsync(table, $"q=newcomer&version={version - 2}"));
    }

    [Fact]
    public async Task Words_of_a_large_table_at_rest_are_indexed_before_anybody_searches()
    {
        var table = await LargeAsync();
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        var no = await connection.QuerySingleAsync<int>("select max(table_no) from ver.resource_version where resource_id = @id::uuid", new { id = table.Id });
        await connection.ExecuteAsync($"analyze rows.r_{no}");
        var indexer = new RowIndexer(site.Site.Database, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CatalogSite.Ct);
        var work = indexer.WorkAsync((_, e) => throw e, stop.Token);
        Task<int> MadeAsync() => connection.QuerySingleAsync<int>("select count(*)::int from ver.words_index where table_no = @no", new { no });

        Assert.DoesNotContain(no, await indexer.LookAsync(10_000, TimeSpan.FromHours(1), CatalogSite.Ct));   // written a moment ago
        Assert.DoesNotContain(no, await indexer.LookAsync(20_000, TimeSpan.Zero, CatalogSite.Ct));
        Assert.Contains(no, await indexer.LookAsync(10_000, TimeSpan.Zero, CatalogSite.Ct));
        while (await MadeAsync() == 0)
        {
            Assert.False(work.IsCompleted, work.Exception?.Message);
            await Task.Delay(50, CatalogSite.Ct);
        }

        Assert.DoesNotContain(no, await indexer.LookAsync(10_000, TimeSpan.Zero, CatalogSite.Ct));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.StartsWith("8000 [", await AskAsync(table, "q=ελια"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_matches_the_first_are_ranked_and_all_are_counted()
    {
        var table = await LargeAsync();
        await table.InsertAsync("""{"city": "city city city", "n": 1}""");   // the best of all
        var at = (await new VersionStore(site.Site.Database).FindBoundAsync(Guid.Parse(table.Id), VersionRequest.Current, CatalogSite.Ct))!;
        var source = RowSource.Of(at);
        var query = new RowQuery { Source = source, Columns = [RowColumn.Id], Matches = [new TextMatch { Text = "city", Language = "english", RankName = "rank" }], Limit = 15 };
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        async Task<List<string>> ReadAsync(Npgsql.NpgsqlCommand command, int columns)
        {
            command.Connection = connection;
            await using var reader = await command.ExecuteReaderAsync(CatalogSite.Ct);
            var rows = new List<string>();
            while (await reader.ReadAsync(CatalogSite.Ct))
                rows.Add(string.Join(' ', Enumerable.Range(0, columns).Select(reader.GetString)));
            return rows;
        }

        var some = await ReadAsync(RowStatement.Ranked(query, 15, 10), 3);
        Assert.Equal(10, some.Count);
        Assert.All(some, row => Assert.EndsWith(" 12001 10", row, StringComparison.Ordinal));
        var pages = await ReadAsync(RowStatement.Rows(query with { RankedUpTo = 10 }), 1);
        Assert.Equal([.. some.Select(row => row.Split(' ')[0]), "11", "12", "13", "14", "15"], pages);
        var all = RowStatement.Ranked(query, 15, 20_000);
        all.Connection = connection;
        await using var ranked = await all.ExecuteReaderAsync(CatalogSite.Ct);
        await ranked.ReadAsync(CatalogSite.Ct);
        Assert.Equal(("12001", "12001", true), (ranked.GetString(0), ranked.GetString(1), await ranked.IsDBNullAsync(2, CatalogSite.Ct)));
    }

    [Fact]
    public async Task A_dump_tells_how_many_rows_it_has_and_its_hash_once_it_went_out_whole()
    {
        var table = await WrittenTable.MakeAsync(site, "n int, a text");
        await table.InsertAsync("""{"n": 1, "a": "x, \"y\""}, {"n": 2, "a": ""}, {"n": 3}""");
        var address = $"/datastore/dump/{table.Id}?offset=1";
        using var first = await site.Client.GetAsync(address, CatalogSite.Ct);
        var bytes = await first.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
        using var second = await site.Client.GetAsync(address, CatalogSite.Ct);
        using var tabs = await site.Client.GetAsync($"{address}&format=tsv", CatalogSite.Ct);

        Assert.Equal("_id,n,a\r\n2,2,\"\"\n3,3,\n", System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal("2", first.Headers.GetValues("X-Row-Count").Single());
        Assert.Equal($"sha-256=:{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(bytes))}:", second.Headers.GetValues("Unencoded-Digest").Single());
        Assert.False(tabs.Headers.Contains("Unencoded-Digest"));
    }
}
