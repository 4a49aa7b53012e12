using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Search;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Search;

/// <summary>catalog.package_index follows everything that a search looks at, in the transaction that changes it, whoever writes (migration 0015).</summary>
public sealed class PackageIndexTests : IAsyncLifetime
{
    private TestDatabase _test = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Database.Database Database => _test.Database;

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private PackageSearcher Searcher() => new(Database, TimeProvider.System);

    private async Task<Guid> HasAsync(string name, string state = "active", bool isPrivate = false)
    {
        var packages = new PackageStore(Database, new FixedSiteAddress("http://site"), TimeProvider.System);
        return (await packages.SaveAsync(new PackageDraft { Name = name, Title = new Dictionary<string, string> { ["en"] = name }, State = state, Private = isPrivate, Resources = [] }, Ct)).Id;
    }

    private async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Database.Write.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(sql, parameters);
    }

    private static async Task<string> FindAsync(PackageSearcher searcher, string filter, string facet = "tags")
    {
        var hits = await searcher.SearchAsync(new PackageQuery { Query = LuceneParser.Parse(filter), FacetFields = [facet] }, Ct);
        return $"{hits.Count} {string.Join(',', hits.Facets[facet].Select(value => $"{value.Name}={value.Count}"))}";
    }

    [Fact]
    public async Task Rows_written_behind_the_store_are_found_too()
    {
        var id = await HasAsync("rows");
        await ExecuteAsync("""
            insert into catalog.resource (id, package_id, format, position, created, metadata_modified) values (gen_random_uuid(), @id, 'CSV', 0, now(), now());
            insert into catalog.tag (id, name) values (gen_random_uuid(), 'one'), (gen_random_uuid(), 'two');
            insert into catalog.package_tag (package_id, tag_id) select @id, id from catalog.tag;
            """, new { id });

        Assert.Equal("1 one=1,two=1", await FindAsync(Searcher(), "res_format:CSV tags:one"));

        await ExecuteAsync("update catalog.tag set name = 'three' where name = 'one'; update catalog.resource set state = 'deleted'");

        Assert.Equal("1 three=1,two=1", await FindAsync(Searcher(), "tags:three"));
        Assert.Equal("0 ", await FindAsync(Searcher(), "res_format:CSV"));

        await ExecuteAsync("delete from catalog.package_tag; delete from catalog.resource; delete from catalog.package");

        Assert.Equal("0 ", await FindAsync(Searcher(), "*:*"));
    }

    [Fact]
    public async Task A_group_is_found_by_the_name_it_has_now_and_not_at_all_once_it_is_deleted()
    {
        var id = await HasAsync("grouped");
        await ExecuteAsync("""
            insert into catalog."group" (id, name, title, type, is_organization, created) values (gen_random_uuid(), 'before', '', 'group', false, now());
            insert into catalog.package_group (package_id, group_id) select @id, id from catalog."group";
            update catalog."group" set name = 'after'
            """, new { id });

        Assert.Equal("1 after=1", await FindAsync(Searcher(), "groups:after", "groups"));
        Assert.Equal("0 ", await FindAsync(Searcher(), "groups:before", "groups"));

        await ExecuteAsync("update catalog.\"group\" set state = 'deleted'");

        Assert.Equal("0 ", await FindAsync(Searcher(), "groups:after", "groups"));
    }

    [Fact]
    public async Task What_one_process_has_counted_is_forgotten_when_another_one_writes()
    {
        var (reader, other) = (Searcher(), Searcher());
        await HasAsync("first");
        var before = (await reader.SearchAsync(new PackageQuery(), Ct)).Count;
        await ExecuteAsync("update catalog.package set private = true where name = 'first'");
        var after = (await reader.SearchAsync(new PackageQuery(), Ct)).Count;
        await HasAsync("second");

        Assert.Equal((1L, 0L), (before, after));
        Assert.Equal((1L, 1L), ((await reader.SearchAsync(new PackageQuery(), Ct)).Count, (await other.SearchAsync(new PackageQuery(), Ct)).Count));
    }

    [Fact]
    public async Task A_write_that_is_not_committed_neither_shows_nor_spoils_what_is_kept()
    {
        var reader = Searcher();
        await HasAsync("kept");
        await using (var connection = await Database.Write.OpenConnectionAsync(Ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await connection.ExecuteAsync("update catalog.package set private = true; set constraints all immediate", transaction: transaction);
            Assert.Equal(1, (await reader.SearchAsync(new PackageQuery(), Ct)).Count);
            await transaction.CommitAsync(Ct);
        }

        Assert.Equal(0, (await reader.SearchAsync(new PackageQuery(), Ct)).Count);
    }

    [Fact]
    public async Task Two_transactions_on_parts_of_one_dataset_both_end_in_its_index_row()
    {
        var id = await HasAsync("shared");
        await ExecuteAsync("insert into catalog.tag (id, name) values (gen_random_uuid(), 'late')");
        await using var first = await Database.Write.OpenConnectionAsync(Ct);
        await using var second = await Database.Write.OpenConnectionAsync(Ct);
        await using var one = await first.BeginTransactionAsync(Ct);
        await using var two = await second.BeginTransactionAsync(Ct);
        await second.ExecuteAsync("insert into catalog.package_tag (package_id, tag_id) select @id, id from catalog.tag", new { id }, two);
        await first.ExecuteAsync("update catalog.package set license_id = 'cc-by' where id = @id", new { id }, one);
        var committing = two.CommitAsync(Ct);   // waits for the dataset's row
        await one.CommitAsync(Ct);
        await committing;

        Assert.Equal("1 late=1", await FindAsync(Searcher(), "license_id:cc-by tags:late"));
    }

    [Fact]
    public async Task A_transaction_that_took_long_is_stamped_with_its_end()
    {
        DateTimeOffset middle;
        await using (var connection = await Database.Write.OpenConnectionAsync(Ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await connection.ExecuteAsync("""
                insert into catalog.package (id, name, title, metadata_created, metadata_modified) values (gen_random_uuid(), 'slow', 'Slow', clock_timestamp(), clock_timestamp());
                select pg_sleep(1.3)
                """, transaction: transaction);
            middle = DateTimeOffset.UtcNow.AddMilliseconds(-100);
            await transaction.CommitAsync(Ct);
        }

        var found = await Searcher().SearchAsync(new PackageQuery { Query = LuceneParser.Parse($"metadata_modified:[{Clock.Ckan(middle)}Z TO *]") }, Ct);

        Assert.Equal(1, found.Count);
    }

    [Fact]
    public async Task Every_value_has_its_facet_even_when_two_transactions_made_its_number_at_once()
    {
        var (a, b) = (await HasAsync("a"), await HasAsync("b"));
        await ExecuteAsync("insert into catalog.tag (id, name) values (gen_random_uuid(), 'same')");
        await using var first = await Database.Write.OpenConnectionAsync(Ct);
        await using var second = await Database.Write.OpenConnectionAsync(Ct);
        await using (var one = await first.BeginTransactionAsync(Ct))
        await using (var two = await second.BeginTransactionAsync(Ct))
        {
            const string sql = "insert into catalog.package_tag (package_id, tag_id) select @id, id from catalog.tag; set constraints all immediate";
            await first.ExecuteAsync(sql, new { id = a }, one);
            await second.ExecuteAsync(sql, new { id = b }, two);
            await one.CommitAsync(Ct);
            await two.CommitAsync(Ct);
        }

        Assert.Equal("2 same=2", await FindAsync(Searcher(), "tags:same"));
    }

    [Fact]
    public async Task The_rule_of_reading_is_that_of_PackageAccess()
    {
        var owner = Guid.NewGuid();
        await HasAsync("public");
        await ExecuteAsync("update catalog.package set creator_user_id = @owner where id = @id", new { owner, id = await HasAsync("own-draft", "draft") });
        await HasAsync("other-draft", "draft");
        var query = new PackageQuery { IncludePrivate = true, IncludeDrafts = true };

        Assert.Equal(1, (await Searcher().SearchAsync(query, Ct)).Count);
        Assert.Equal(2, (await Searcher().SearchAsync(query with { Caller = new Caller { UserId = owner } }, Ct)).Count);
        Assert.Equal(3, (await Searcher().SearchAsync(query with { Caller = new Caller { UserId = Guid.NewGuid(), IsSysadmin = true } }, Ct)).Count);
    }

    [Fact]
    public async Task An_index_that_was_lost_or_is_of_an_older_program_is_made_anew()
    {
        await HasAsync("old-words");
        await ExecuteAsync("""
            update catalog.package set search = '';
            alter table catalog.package_index disable trigger user;
            delete from catalog.package_index;
            update catalog.search_format set format = 1
            """);
        Assert.Equal("0 ", await FindAsync(Searcher(), "words"));

        await SearchIndex.RebuildIfOldAsync(Database, Ct);

        Assert.Equal("1 ", await FindAsync(Searcher(), "words"));
    }

    /// <summary>The score of migration 0077: what a stem is worth in a row is PostgreSQL's rank of it alone, whatever letters it has, and nothing where it is not.</summary>
    [Fact]
    public async Task Ranks_hold_what_each_stem_is_worth()
    {
        await using var connection = await Database.Write.OpenConnectionAsync(Ct);
        var stems = Enumerable.Range(0, 3000).Select(i => i switch { 0 => "it's", 1 => @"a\b", 2 => "=νερ", _ => $"s{i}" }).ToArray();
        const string sql = """
            with stem as (select s, n, '''' || replace(replace(s, '\', '\\'), '''', '''''') || '''' as quoted from unnest(@stems) with ordinality u (s, n)),
                 vector as (select string_agg(quoted || ':' || case n % 3 when 0 then '1A' when 1 then '2B' else '1A,2B,3B' end, ' ')::tsvector as head from stem where n % 2 = 0 or n < 4)
            select s, get_byte(r, position(catalog.rank_key(s) in r) + 2), round(100 * ts_rank('{0.1, 0.2, 0.5, 1.0}', head, quoted::tsquery))::int
              from vector cross join lateral (select catalog.ranks(head) as r offset 0) x cross join stem
            """;

        var rows = (await connection.QueryAsync<(string Stem, int Worth, int Rank)>(sql, new { stems })).ToList();

        // Two stems of 3,000 may have one key: then the first one's worth counts.
        Assert.Equal(3000, rows.Count);
        Assert.InRange(rows.Count(row => row.Worth != row.Rank), 0, 6);
        Assert.Equal([0, 30, 61, 72], rows.Select(row => row.Rank).Distinct().Order());
        Assert.All(rows.Where(row => row.Stem is "it's" or @"a\b" or "=νερ"), row => Assert.True(row.Worth > 0 && row.Worth == row.Rank, row.Stem));
    }
}
