using Catalog.Api.Tests.Uploads;
using Dapper;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Npgsql;
using OpenData.Core.Jobs;
using Xunit;

namespace Catalog.Api.Tests.Loading;

/// <summary>The books of the loads, on a site without a worker: no wish is lost, and what is of no use any more is forgotten.</summary>
public sealed class LoadStoreTests(CatalogSite site)
{
    private LoadStore Loads => new(site.Site.Database, new NoJobs(), TimeProvider.System);

    private async Task<Guid> HasFileAsync() =>
        Guid.Parse((string)(await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("a\n1\n"), ("package_id", await site.HasDatasetAsync())))["id"]!);

    private async Task<long> AddAsync(Guid resource, string status, int daysAgo, bool again = false, bool ignoreHash = false)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        return await connection.QuerySingleAsync<long>("""
            insert into etl.load (resource_id, status, again, ignore_hash, created_at, updated_at, finished_at)
            values (@resource, @status, @again, @ignoreHash, now() - make_interval(days => @daysAgo), now() - make_interval(days => @daysAgo),
                    case when @status in ('complete', 'error') then now() - make_interval(days => @daysAgo) end) returning id
            """, new { resource, status, daysAgo, again, ignoreHash });
    }

    private async Task<List<(long Id, string Status, bool Again, bool IgnoreHash)>> AllAsync(Guid resource)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        return [.. await connection.QueryAsync<(long, string, bool, bool)>("select id, status, again, ignore_hash from etl.load where resource_id = @resource order by id", new { resource })];
    }

    [Fact]
    public async Task What_is_asked_twice_while_it_runs_is_loaded_once_more()
    {
        var resource = await HasFileAsync();
        var running = await AddAsync(resource, "running", 0);
        Assert.False(await Loads.QueueAsync(resource, null, ignoreHash: false, CatalogSite.Ct));
        Assert.False(await Loads.QueueAsync(resource, null, ignoreHash: true, CatalogSite.Ct));
        await Loads.FollowAsync(CatalogSite.Ct);
        Assert.Equal([(running, "running", true, true)], await AllAsync(resource));

        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
            await connection.ExecuteAsync("update etl.load set status = 'complete', finished_at = now() where id = @running", new { running });
        await Loads.FollowAsync(CatalogSite.Ct);
        await Loads.FollowAsync(CatalogSite.Ct);

        Assert.Equal([("complete", false, true), ("pending", false, true)], (await AllAsync(resource)).Select(load => (load.Status, load.Again, load.IgnoreHash)));
    }

    /// <summary>As when the worker dies: the new load is not written, so the wish must stand where it was.</summary>
    [Fact]
    public async Task A_wish_that_cannot_be_followed_is_not_lost()
    {
        var resource = await HasFileAsync();
        var over = await AddAsync(resource, "complete", 0, again: true);
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        await connection.ExecuteAsync($"""
            create function etl.die_{over}() returns trigger language plpgsql as $$ begin raise exception 'dies here'; end $$;
            create trigger die_{over} before insert on etl.load for each row when (new.resource_id = '{resource}') execute function etl.die_{over}();
            """);

        await Assert.ThrowsAsync<PostgresException>(() => Loads.FollowAsync(CatalogSite.Ct));
        var kept = await AllAsync(resource);
        await connection.ExecuteAsync($"drop trigger die_{over} on etl.load; drop function etl.die_{over}()");
        await Loads.FollowAsync(CatalogSite.Ct);

        Assert.Equal([(over, "complete", true, false)], kept);
        Assert.Equal(["complete", "pending"], (await AllAsync(resource)).Select(load => load.Status));
    }

    [Fact]
    public async Task Old_loads_are_forgotten_but_the_last_and_the_last_good_one()
    {
        var (busy, broken) = (await HasFileAsync(), await HasFileAsync());
        foreach (var status in new[] { "complete", "error", "complete" })
            await AddAsync(busy, status, 40);
        var good = await AddAsync(broken, "complete", 90);
        await AddAsync(broken, "error", 60);
        var wished = await AddAsync(broken, "error", 50, again: true);
        var last = await AddAsync(broken, "error", 40);
        var lately = await AddAsync(busy, "error", 2);
        var open = await AddAsync(busy, "pending", 40);

        await Loads.PruneAsync(DateTimeOffset.UtcNow.AddDays(-30), CatalogSite.Ct);

        Assert.Equal([good, wished, last], (await AllAsync(broken)).Select(load => load.Id));
        Assert.Equal(["complete", "error", "pending"], (await AllAsync(busy)).Select(load => load.Status));
        Assert.Equal([lately, open], (await AllAsync(busy)).Skip(1).Select(load => load.Id));
    }

    [Theory]
    [InlineData("pending", null, "Το αρχείο περιμένει να γίνει πίνακας.", "The file waits to become a table.")]
    [InlineData("running", null, "Το αρχείο γίνεται πίνακας, ως τώρα: 0 γραμμές", "The file is becoming a table, so far: 0 rows")]
    [InlineData("complete", null, "Το αρχείο έγινε πίνακας:", "The file became a table:")]
    [InlineData("error", """{"rule": "load.row-long", "row": 3, "column": 2, "value": "<b>canary"}""", "Η γραμμή 3 έχει περισσότερα κελιά από την επικεφαλίδα: στη στήλη 2 υπάρχει &lt;b&gt;canary.", "Row 3 has more cells than the header: &lt;b&gt;canary stands in column 2.")]
    public async Task The_page_tells_who_may_edit_how_the_last_load_went(string status, string? error, string greek, string english)
    {
        var package = await site.HasDatasetAsync();
        var id = Guid.Parse((string)(await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("a\n1\n"), ("package_id", package)))["id"]!);
        var name = (string)(await site.ResultAsync($"package_show?id={package}", site.Site.Token))["name"]!;
        var load = await AddAsync(id, status, 0);
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
            await connection.ExecuteAsync("update etl.load set error = @error::jsonb, rows_done = 0 where id = @load", new { error, load });

        Assert.Contains(greek, await PageAsync($"/dataset/{name}/resource/{id}", site.Site.Token), StringComparison.Ordinal);
        Assert.Contains(english, await PageAsync($"/en/dataset/{name}/resource/{id}", site.Site.Token), StringComparison.Ordinal);
        var anonymous = await PageAsync($"/dataset/{name}/resource/{id}", null);
        Assert.DoesNotContain("id=\"load\"", anonymous, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", anonymous, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        using var answer = await site.Client.SendAsync(request, CatalogSite.Ct);
        return System.Text.RegularExpressions.Regex.Replace(Decoded(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(CatalogSite.Ct)), @"\s+", " ");
    }

    /// <summary>Greek stands in pages as it is or as numbers.</summary>
    private static string Decoded(string html) =>
        System.Text.RegularExpressions.Regex.Replace(html, "&#x([0-9A-Fa-f]+);", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());

    private sealed class NoJobs : IBackgroundJobClient
    {
        public string Create(Job job, IState state) => "none";

        public bool ChangeState(string jobId, IState state, string expectedState) => false;
    }
}
