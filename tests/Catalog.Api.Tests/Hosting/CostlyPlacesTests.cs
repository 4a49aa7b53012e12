using Dapper;
using OpenData.Core.Packages;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Hosting;

/// <summary>Costly queries of all kinds share the same few places, and so does what turns out to be one (decision 0020). Here it waits for a lock, on a site with one place.</summary>
public sealed class CostlyPlacesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_takes_long_holds_the_place_that_SQL_and_sums_and_sorts_wait_for_and_quick_ones_do_not()
    {
        await using var site = await TestSite.StartAsync(new Dictionary<string, string?> { ["Share__HeavyAtOnce"] = "1", ["Share__HeavyQueueSeconds"] = "1" }, Ct);
        var data = new DataBuilder(site);
        var (slow, slowTable) = await TableAsync(data, "slow");
        var (quick, _) = await TableAsync(data, "quick");
        string[] costly = ["datastore_search_sql?sql=select%201", $"datastore_search?resource_id={quick}&sort=code", $"datastore_aggregate?resource_id={quick}&select=count"];

        await using var connection = await site.Database.Write.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await connection.ExecuteAsync(new CommandDefinition($"lock table rows.r_{slowTable} in access exclusive mode", cancellationToken: Ct));
        var waiting = AskAsync(site, $"datastore_search?resource_id={slow}");
        await using var other = await site.Database.Write.OpenConnectionAsync(Ct);   // within one transaction the list of what runs stays the same
        while (!await other.QuerySingleAsync<bool>(new CommandDefinition(   // longer than its quick time
            "select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query_start < clock_timestamp() - interval '0.5 s')", cancellationToken: Ct)))
            await Task.Delay(20, Ct);

        foreach (var query in costly)
            Assert.Equal((503, "5"), await AskAsync(site, query));
        Assert.Equal((503, "5"), await AskAsync(site, $"datastore_search?resource_id={slow}"));   // another one of those
        Assert.Equal(200, (await AskAsync(site, $"datastore_search?resource_id={quick}")).Status);
        Assert.Equal(200, (await AskAsync(site, "package_show?id=slow")).Status);
        await transaction.RollbackAsync(Ct);

        Assert.Equal(200, (await waiting).Status);
        foreach (var query in costly)
            Assert.Equal(200, (await AskAsync(site, query)).Status);
    }

    private static async Task<(Guid Id, int? Table)> TableAsync(DataBuilder data, string name)
    {
        var package = await data.HasPackageAsync(name, Ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });
        await data.PublishAsync(package, Ct, CatalogSite.TreeTable(("A", null, null, null, null, null)));
        return (package.Resources[0].Id, package.Resources[0].TableNo);
    }

    private static async Task<(int Status, string? RetryAfter)> AskAsync(TestSite site, string query)
    {
        using var response = await site.Client.GetAsync($"/api/3/action/{query}", Ct);
        return ((int)response.StatusCode, response.Headers.RetryAfter?.ToString());
    }
}
