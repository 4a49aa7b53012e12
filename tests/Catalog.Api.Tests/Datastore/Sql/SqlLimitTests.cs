using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>What ends a query: its reader, its time, its size, and the others that run (security rules 4 and 5). Each on a site with limits of its own.</summary>
public sealed class SqlLimitTests
{
    /// <summary>Takes minutes and nothing but time: what is kept on disk would end it earlier, on a quick machine within seconds.</summary>
    private const string Endless = "SELECT count(*) FROM generate_series(1, 100000) a, LATERAL generate_series(1, 100000 + 0 * a) b";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_whose_caller_hangs_up_is_gone_from_the_server()
    {
        await using var site = await SqlSite.StartAsync(Ct, ("Datastore__SqlTimeoutSeconds", "30"));
        using var hangUp = new CancellationTokenSource();
        var asked = site.Site.Client.GetAsync($"/api/3/action/datastore_search_sql?sql={Uri.EscapeDataString(Endless)}", hangUp.Token);
        await UntilAsync(site, 1);

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await UntilAsync(site, 0);
    }

    [Fact]
    public async Task A_query_that_finds_no_place_is_told_when_to_come_back_and_one_that_takes_too_long_is_told_so()
    {
        await using var site = await SqlSite.StartAsync(Ct, ("Datastore__SqlTimeoutSeconds", "4"), ("Datastore__SqlConcurrency", "1"));
        await site.AskAsync("SELECT 1");
        var running = site.AskAsync(Endless);
        await UntilAsync(site, 1);

        using var refused = await site.Site.Client.GetAsync("/api/3/action/datastore_search_sql?sql=SELECT%202", Ct);
        var (status, body) = await running;

        Assert.Equal((503, "5"), ((int)refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal((409, "Query took too long"), (status, (string)JsonNode.Parse(body)!["error"]!["query"]![0]!));
        Assert.Equal("2", await site.RowsAsync("SELECT 2"));
    }

    [Fact]
    public async Task An_answer_is_cut_by_bytes_between_rows_and_a_row_that_is_too_large_is_an_error()
    {
        await using var site = await SqlSite.StartAsync(Ct, ("Datastore__SqlBytesMax", "100000"));

        var cut = await site.ResultAsync("SELECT repeat('x', 1000) AS t FROM generate_series(1, 1000)");
        var late = await site.ResultAsync("SELECT repeat('x', 90000 * n) AS t FROM generate_series(1, 3) n");
        var (status, body) = await site.AskAsync("SELECT repeat('x', 200000) AS t");

        Assert.Equal((100, true), (cut["records"]!.AsArray().Count, (bool)cut["records_truncated"]!));
        Assert.Equal(("bytes", "bytes"), ((string?)cut["records_truncated_by"], (string?)late["records_truncated_by"]));
        Assert.Equal((1, true), (late["records"]!.AsArray().Count, (bool)late["records_truncated"]!));
        Assert.Equal(409, status);
        Assert.Contains("The first row has more than 100000 bytes", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_would_fill_the_memory_of_the_server_is_refused_and_the_server_goes_on()
    {
        await using var site = await SqlSite.StartAsync(Ct, ("Datastore__SqlTimeoutSeconds", "30"));
        // No function makes more than a megabyte here, but nothing of a row is given back before its end: half a gigabyte.
        var (status, body) = await site.AskAsync($"SELECT length({string.Join("||", Enumerable.Repeat("repeat('x', 1000000)", 32))})");

        Assert.Equal(409, status);
        Assert.Contains("the query needs more memory or disk than one query gets", body, StringComparison.Ordinal);
        Assert.Equal("8000000", await site.RowsAsync($"SELECT length({string.Join("||", Enumerable.Repeat("repeat('x', 1000000)", 8))})"));
    }

    [Fact]
    public async Task The_place_of_a_query_that_the_server_cannot_stop_is_free_only_when_the_server_is()
    {
        await using var site = await SqlSite.StartAsync(Ct, ("Datastore__SqlTimeoutSeconds", "1"), ("Datastore__SqlConcurrency", "1"));

        var late = await site.AskAsync("SELECT strpos(repeat('a', 1000000), 'b' || repeat('a', 20000))");   // one call that hears nothing until it has compared 20,000,000,000 letters: longer than the next one waits
        var next = await site.AskAsync("SELECT 1");
        await UntilAsync(site, 0);

        Assert.Equal((409, "Query took too long"), (late.Status, (string)JsonNode.Parse(late.Body)!["error"]!["query"]![0]!));
        Assert.Equal(503, next.Status);
        await UntilAsync(site, answers: "SELECT 1");
    }

    [Fact]
    public async Task The_first_rows_by_number_are_found_by_an_index_and_words_are_made_only_where_they_are_asked_for()
    {
        await using var site = await SqlSite.StartAsync(Ct);
        await site.AskAsync("SELECT 1");
        var first = await PlanAsync(site, "select * from {0} order by _id limit 3");
        var count = await PlanAsync(site, "select count(*), sum(amount) from {0}");
        var least = await PlanAsync(site, "select max(_id), min(_id) from {0}");

        Assert.DoesNotContain("Sort", first, StringComparison.Ordinal);
        Assert.DoesNotContain("to_tsvector", count, StringComparison.Ordinal);
        Assert.Contains("Index Only Scan Backward", least.Replace("Index Scan Backward", "Index Only Scan Backward", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_is_switched_off_there_is_no_such_action()
    {
        await using var site = await SqlSite.StartAsync(Ct, ("Datastore__SqlSearch", "false"));

        var (status, body) = await site.AskAsync("SELECT 1");

        Assert.Equal((400, "\"Bad request - Action name not known: datastore_search_sql\""), (status, body));
    }

    /// <summary>The plan of a query over the public table, where nothing else than indexes is to be had.</summary>
    private static async Task<string> PlanAsync(SqlSite site, string sql)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync(new CommandDefinition("set local enable_seqscan = off; set local enable_sort = off; set local enable_bitmapscan = off", transaction: transaction, cancellationToken: Ct));
        await connection.ExecuteAsync(new CommandDefinition("select set_config('role', catalog.sql_role('public'), true)", transaction: transaction, cancellationToken: Ct));
        return string.Join('\n', await connection.QueryAsync<string>(new CommandDefinition(
            $"explain (verbose, costs off) {string.Format(CultureInfo.InvariantCulture, sql, $"datastore.\"{site.Names["pub"]}\"")}", transaction: transaction, cancellationToken: Ct)));
    }

    private static async Task UntilAsync(SqlSite site, string answers)
    {
        while ((await site.AskAsync(answers)).Status != 200)
            await Task.Delay(50, Ct);
    }

    /// <summary>Waits until so many queries of callers run.</summary>
    private static async Task UntilAsync(SqlSite site, int count)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(Ct);
        while (await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'opendata-sql' and state = 'active'", cancellationToken: Ct)) != count)
            await Task.Delay(50, Ct);
    }
}
