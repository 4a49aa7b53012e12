using Dapper;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>A version that was taken away: its data answer 410 everywhere, its metadata stay (design A.4).</summary>
public sealed class WithdrawnVersionTests(CatalogSite site)
{
    [Fact]
    public async Task Data_are_gone_by_every_door_and_the_list_still_names_the_version()
    {
        var package = await site.Data.HasPackageAsync("withdrawn", CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });
        await site.Data.PublishAsync(package, CatalogSite.Ct, CatalogSite.TreeTable(("W1", null, null, null, null, null)));
        await site.Data.PublishAsync(package, CatalogSite.Ct, CatalogSite.TreeTable(("W2", null, null, null, null, null)));
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                update ver.dataset_version set state = 'withdrawn' where package_id = @Id and v = 1
                """, package, cancellationToken: CatalogSite.Ct));
        }

        var id = package.Resources[0].Id;
        var (search, body) = await site.GetAsync($"datastore_search?resource_id={id}&version=1");
        var (diff, _) = await site.GetAsync("dataset_version_diff?id=withdrawn&from=1&to=2");
        using var dump = await site.Client.GetAsync($"/datastore/dump/{id}?version=1", CatalogSite.Ct);
        using var pinned = await site.Client.GetAsync("/dataset/withdrawn/v/1/trees.csv", CatalogSite.Ct);
        var list = (await site.ResultAsync("dataset_version_list?id=withdrawn")).AsArray();

        Assert.Equal((410, 410, 410, 410), (search, diff, (int)dump.StatusCode, (int)pinned.StatusCode));
        Assert.Equal("Gone: Version 1 of withdrawn was withdrawn", (string)body["error"]!["message"]!);
        Assert.Equal(["published", "withdrawn"], list.Select(version => (string)version!["state"]!));
        Assert.Equal(200, (await site.GetAsync($"datastore_search?resource_id={id}")).Status);
    }
}
