using System.Text.Json.Nodes;
using Dapper;
using OpenData.Core.Packages;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>A search that takes too long is stopped and says so (contract 5.6). Here it waits for a lock, on a site whose patience is one second.</summary>
public sealed class StatementTimeoutTests
{
    [Fact]
    public async Task A_search_beyond_the_time_limit_is_a_409_that_says_so()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var site = await TestSite.StartAsync(new Dictionary<string, string?> { ["Datastore__StatementTimeoutSeconds"] = "1" }, ct);
        var data = new DataBuilder(site);
        var package = await data.HasPackageAsync("slow", ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });
        await data.PublishAsync(package, ct, CatalogSite.TreeTable(("A", null, null, null, null, null)));

        await using var connection = await site.Database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition($"lock table rows.r_{package.Resources[0].TableNo} in access exclusive mode", cancellationToken: ct));
        using var response = await site.Client.GetAsync($"/api/3/action/datastore_search?resource_id={package.Resources[0].Id}", ct);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))!;
        await transaction.RollbackAsync(ct);

        Assert.Equal((409, "Search took too long"), ((int)response.StatusCode, (string)body["error"]!["query"]![0]!));
        Assert.Equal(200, (int)(await site.Client.GetAsync($"/api/3/action/datastore_search?resource_id={package.Resources[0].Id}", ct)).StatusCode);
    }
}
