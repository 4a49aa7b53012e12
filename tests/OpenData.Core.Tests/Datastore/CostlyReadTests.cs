using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Datastore;

/// <summary>What takes long waits for a place, begins anew or goes on where it was, stands back behind the others, and ends at bounds that the answer names (decision 0020).</summary>
public sealed class CostlyReadTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_whose_quick_time_is_up_between_two_rows_goes_on_behind_them()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        var places = new Places();
        await using var reader = Reader(test, places);
        // Rows large enough to be sent one by one, of which the later ones take their time.
        var page = Page("select g::bigint as _id, repeat('x', 20000) || case when g % 5 = 0 then pg_sleep(0.1)::text else '' end as note from generate_series(1, 40) g") with { Limit = 30, Offset = 4 };

        var ids = await IdsAsync(reader, page);

        Assert.Equal(Enumerable.Range(5, 30), ids);
        Assert.Equal(1, places.Entered);
    }

    [Fact]
    public async Task What_is_quick_needs_no_place_and_what_is_not_begins_anew_with_one()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        var places = new Places();
        await using var reader = Reader(test, places);

        Assert.Equal([1, 2, 3], await IdsAsync(reader, Page("select g::bigint as _id, '' as note from generate_series(1, 3) g")));
        Assert.Equal(0, places.Entered);
        Assert.Equal([1, 2, 3], await IdsAsync(reader, Page("select g::bigint as _id, pg_sleep(0.15)::text as note from generate_series(1, 3) g")));
        Assert.Equal(1, places.Entered);
        places.IsHeld = false;
        Assert.Equal(3, await reader.CountAsync(Page("select g::bigint as _id, pg_sleep(0.15)::text as note from generate_series(1, 3) g") with { Filter = Filled }, Ct));
        Assert.Equal(2, places.Entered);
    }

    [Fact]
    public async Task Who_finds_no_place_is_told_to_come_back()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        await using var reader = Reader(test, new Places { IsFull = true });

        await Assert.ThrowsAsync<BusyException>(() => IdsAsync(reader, Page("select g::bigint as _id, pg_sleep(0.15)::text as note from generate_series(1, 3) g")));
    }

    [Fact]
    public async Task A_search_that_needs_more_disk_than_one_may_is_an_error_that_says_so()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        await using (var connection = await test.Database.Write.OpenConnectionAsync(Ct))
            await connection.ExecuteAsync($"alter database {Sql.Identifier(connection.Database)} set temp_file_limit = '1MB'");   // narrower than our own bound
        await using var reader = Reader(test, new Places { IsHeld = true });
        var sorted = Page("select g::bigint as _id, repeat(md5(g::text), 60) as note from generate_series(1, 40000) g");
        sorted = sorted with { Sort = [new SortClause(sorted.Columns[1], Descending: false, NullsFirst: null)], Offset = 30_000 };

        var refused = await Assert.ThrowsAsync<ValidationException>(() => IdsAsync(reader, sorted));

        Assert.Equal(["Search needs more memory or disk than one search gets"], (string[])refused.Errors["query"]);
        Assert.False(refused.IsTimeout);
    }

    [Fact]
    public async Task Costly_statements_have_bounds_of_memory_and_disk_and_stand_back()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        await using var costly = await test.Database.Costly.OpenConnectionAsync(Ct);
        await using var other = await test.Database.Read.OpenConnectionAsync(Ct);

        Assert.Equal("32MB 1GB 0", await costly.QuerySingleAsync<string>(
            "select concat_ws(' ', current_setting('work_mem'), current_setting('temp_file_limit'), current_setting('max_parallel_workers_per_gather'))"));
        Assert.SkipUnless(OperatingSystem.IsLinux() && costly.Host!.StartsWith('/'), "the server is not on this machine");
        Assert.True(Niceness(costly) > Niceness(other));
    }

    /// <summary>The nineteenth field of the process, counted behind its name.</summary>
    private static int Niceness(NpgsqlConnection connection) => int.Parse(
        File.ReadAllText($"/proc/{connection.ProcessID}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[16], CultureInfo.InvariantCulture);

    private static readonly RowColumn Note = new() { Name = "note", Type = "text", Sql = "s.note" };

    private static Filter Filled => new Compare(Note, "<", "x");

    private static RowQuery Page(string rows) => new() { Source = new RowSource { From = $"({rows} order by 1 offset 0)", Where = "true", Columns = [RowColumn.Id, Note] }, Columns = [RowColumn.Id, Note], Limit = 100 };

    private static RowReader Reader(TestDatabase test, ICostlyPlaces places) =>
        new(test.Database, new RowIndexer(test.Database, TimeProvider.System), places, Options.Create(new DatastoreOptions()));

    private static async Task<IReadOnlyList<int>> IdsAsync(RowReader reader, RowQuery query)
    {
        var ids = new List<int>();
        await foreach (var row in reader.ReadAsync(query, limited: true, Ct))
            ids.Add(int.Parse(row[0]!, CultureInfo.InvariantCulture));
        return ids;
    }

    private sealed class Places : ICostlyPlaces
    {
        public bool IsHeld { get; set; }

        public bool IsFull { get; init; }

        public int Entered { get; private set; }

        public Task EnterAsync(CancellationToken ct)
        {
            if (IsFull)
                throw new BusyException();
            Entered++;
            IsHeld = true;
            return Task.CompletedTask;
        }
    }
}
