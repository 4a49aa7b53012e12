using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Core.Versions;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Stored bytes go when nothing names them any more, and not before.</summary>
public sealed class FileCollectionTests(CatalogSite site)
{
    [Fact]
    public async Task Purging_a_dataset_frees_its_files_but_for_those_that_others_have()
    {
        var (mine, theirs) = (await site.HasDatasetAsync(), await site.HasDatasetAsync());
        var (old, current, shared) = (Random(), Random(), Random());
        var first = await site.UploadAsync("resource_create", "a.bin", old, ("package_id", mine));
        await site.UploadAsync("resource_patch", "b.bin", current, ("id", (string)first["id"]!));
        await site.UploadAsync("resource_create", "c.bin", shared, ("package_id", mine));
        var kept = await site.UploadAsync("resource_create", "d.bin", shared, ("package_id", theirs));

        await CollectAsync(old, current, shared);
        Assert.All(new[] { old, current, shared }, bytes => Assert.True(File.Exists(PathOf(bytes))));   // old versions keep their bytes
        await site.MakeAsync("dataset_purge", new JsonObject { ["id"] = mine });
        await CollectAsync(old, current, shared);

        Assert.Equal([false, false, true], new[] { old, current, shared }.Select(bytes => File.Exists(PathOf(bytes))));
        Assert.Equal(shared, await site.Client.GetByteArrayAsync((string)kept["url"]!, CatalogSite.Ct));
    }

    [Fact]
    public async Task A_picture_that_was_replaced_is_freed_and_the_new_one_stays()
    {
        var name = People.NewName("emblem");
        var (before, after) = (TestImages.Png(211, 7), TestImages.Png(213, 7));
        var made = await site.UploadAsync("organization_create", "a.png", before, ("name", name));
        var first = await site.Client.GetByteArrayAsync((string)made["image_display_url"]!, CatalogSite.Ct);
        var changed = await site.UploadAsync("organization_patch", "b.png", after, ("id", name));
        var second = await site.Client.GetByteArrayAsync((string)changed["image_display_url"]!, CatalogSite.Ct);

        await CollectAsync(first, second);

        Assert.Equal([false, true], new[] { first, second }.Select(bytes => File.Exists(PathOf(bytes))));
    }

    [Fact]
    public async Task Original_files_of_versions_and_of_runs_stay_and_what_was_stored_lately_stays_whatever()
    {
        var lately = Random();
        using var content = new MemoryStream(lately);
        await Store().StoreAsync(content, long.MaxValue, CatalogSite.Ct);
        var before = await site.Client.GetByteArrayAsync($"/dataset/trees/resource/{site.TreesId}/download/x.csv", CatalogSite.Ct);

        await CollectAsync();
        Assert.True(File.Exists(PathOf(lately)));
        await CollectAsync(lately);

        Assert.False(File.Exists(PathOf(lately)));
        Assert.Equal(before, await site.Client.GetByteArrayAsync($"/dataset/trees/resource/{site.TreesId}/download/x.csv", CatalogSite.Ct));
    }

    [Fact]
    public async Task An_upload_of_the_same_bytes_while_they_are_being_collected_keeps_them()
    {
        for (var i = 0; i < 12; i++)
        {
            var bytes = Random();
            var (gone, dataset) = (await site.HasDatasetAsync(), await site.HasDatasetAsync());
            await site.UploadAsync("resource_create", "a.bin", bytes, ("package_id", gone));
            await site.MakeAsync("dataset_purge", new JsonObject { ["id"] = gone });

            var collected = CollectAsync(bytes);
            var made = await site.UploadAsync("resource_create", "a.bin", bytes, ("package_id", dataset));
            await collected;

            Assert.Equal(bytes, await site.Client.GetByteArrayAsync((string)made["url"]!, CatalogSite.Ct));
        }
    }

    [Fact]
    public async Task A_part_is_sent_only_of_the_bytes_that_the_reader_began_with()
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "a.bin", Upload.Bytes("0123456789"), ("package_id", dataset));
        using var head = await site.SendAsync(HttpMethod.Head, (string)made["url"]!);
        await site.UploadAsync("resource_patch", "a.bin", Upload.Bytes("abcdefghij"), ("id", (string)made["id"]!));
        using var fresh = await site.SendAsync(HttpMethod.Head, (string)made["url"]!);

        using var stale = await PartAsync(head.Headers.ETag!);
        using var same = await PartAsync(fresh.Headers.ETag!);

        Assert.Equal((HttpStatusCode.OK, "abcdefghij"), (stale.StatusCode, await stale.Content.ReadAsStringAsync(CatalogSite.Ct)));
        Assert.Equal((HttpStatusCode.PartialContent, "cd", 10L), (same.StatusCode, await same.Content.ReadAsStringAsync(CatalogSite.Ct), same.Content.Headers.ContentRange!.Length!.Value));

        Task<HttpResponseMessage> PartAsync(EntityTagHeaderValue tag) => site.SendAsync(HttpMethod.Get, (string)made["url"]!, request =>
        {
            request.Headers.Range = new RangeHeaderValue(2, 3);
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        });
    }

    private static byte[] Random() => RandomNumberGenerator.GetBytes(4_000);

    private BlobStore Store() => new(Options.Create(new FileStoreOptions { Root = site.Site.Files }));

    private string PathOf(byte[] bytes) => Store().PathOf(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Collects as if these bytes were stored two days ago.</summary>
    private async Task CollectAsync(params byte[][] aged)
    {
        foreach (var path in aged.Select(PathOf).Where(File.Exists))
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));
        var blobs = Store();
        var options = Options.Create(new FileStoreOptions { Root = site.Site.Files });
        await new FileCollector(site.Site.Database, blobs, new ExportCache(site.Site.Database, blobs), options, TimeProvider.System).CollectAsync(CatalogSite.Ct);
    }
}
