using System.Security.Cryptography;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>A resource that a later registration no longer has: gone from the dataset, and still in the versions that had it.</summary>
public sealed class RemovedResourceTests(CatalogSite site)
{
    [Fact]
    public async Task Old_versions_keep_it_and_new_ones_do_not_have_it()
    {
        var trees = CatalogSite.TreeTable(("R1", "Oak", "1.50", null, null, null));
        var package = await site.Data.HasPackageAsync("shrinking", CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }, new ResourceDraft { Name = "old", HasTable = true }] });
        await site.Data.PublishAsync(package, CatalogSite.Ct, trees, trees with { Resource = "old", File = "old.csv" });
        var old = package.Resources.Single(resource => resource.Name == "old").Id;
        var smaller = await site.Data.HasPackageAsync("shrinking", CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });

        var beforePublish = (await site.GetAsync($"datastore_search?resource_id={old}")).Status;
        await site.Data.PublishAsync(smaller, CatalogSite.Ct, trees);

        Assert.Equal(200, beforePublish);
        var first = await site.ResultAsync("dataset_version_show?id=shrinking&version=1");
        Assert.Equal(["trees", "old"], first["resources"]!.AsArray().Select(resource => (string)resource!["name"]!));
        var csv = await site.Client.GetByteArrayAsync(new Uri("/dataset/shrinking/v/1/old.csv", UriKind.Relative), CatalogSite.Ct);
        Assert.Equal((string)first["resources"]![1]!["hash"]!, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(csv))}");
        Assert.Equal("1.50", (await site.ResultAsync($"datastore_search?resource_id={old}&version=1"))["records"]![0]!["height"]!.ToJsonString());

        var second = await site.ResultAsync("dataset_version_show?id=shrinking");
        Assert.Equal(["trees"], second["resources"]!.AsArray().Select(resource => (string)resource!["name"]!));
        using var pinned = await site.Client.GetAsync(new Uri("/dataset/shrinking/v/2/old.csv", UriKind.Relative), CatalogSite.Ct);
        Assert.Equal((404, 404, 404, 404), ((int)pinned.StatusCode, (await site.GetAsync($"datastore_search?resource_id={old}")).Status,
            (await site.GetAsync($"datastore_search?resource_id={old}&version=2")).Status, (await site.GetAsync($"resource_show?id={old}")).Status));
        Assert.Equal(1, (int)(await site.ResultAsync("dataset_version_diff?id=shrinking&from=1&to=2&resource_id=old"))["summary"]!["removed"]!);
    }
}
