using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Files of resources: how they come in by multipart, and what the resource then says of them (contract 1.4, 2.3, 2.10).</summary>
public sealed class ResourceUploadTests(CatalogSite site)
{
    [Fact]
    public async Task A_file_comes_back_byte_for_byte_and_the_resource_says_what_it_is()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        var made = await site.UploadAsync("resource_create", "My Data (1).xyz", bytes, ("package_id", await site.HasDatasetAsync()), ("name", "mine"));
        using var response = await site.Client.GetAsync((string)made["url"]!, CatalogSite.Ct);

        Assert.EndsWith($"/resource/{made["id"]}/download/my-data-1.xyz", (string)made["url"]!, StringComparison.Ordinal);
        Assert.Equal(("upload", 300_000, "", "mine"), ((string)made["url_type"]!, (int)made["size"]!, (string)made["hash"]!, (string)made["name"]!));
        Assert.NotNull(made["last_modified"]);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct));
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", response.Headers.ETag!.ToString());
        Assert.Equal(("attachment", "application/octet-stream"), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentType!.ToString()));
        Assert.Equal("sandbox; default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-cache, public, max-age=0, must-revalidate", string.Join(", ", response.Headers.CacheControl!.ToString().Split(", ").OrderBy(CacheOrder)));

        static int CacheOrder(string part) => Array.IndexOf(["no-cache", "public", "max-age=0", "must-revalidate"], part);
    }

    [Theory]
    [InlineData("data.csv", "CSV", "text/csv")]
    [InlineData("Überblick.tsv", "TSV", "text/tab-separated-values")]
    [InlineData("a.geojson", "GeoJSON", "application/geo+json")]
    [InlineData("nothing", "", null)]
    public async Task Format_and_media_type_are_guessed_by_the_ending(string fileName, string format, string? mediaType)
    {
        var made = await site.UploadAsync("resource_create", fileName, Upload.Bytes("x"), ("package_id", await site.HasDatasetAsync()));

        Assert.Equal((format, mediaType), ((string)made["format"]!, (string?)made["mimetype"]));
    }

    [Fact]
    public async Task What_the_client_says_of_size_media_type_and_format_wins()
    {
        var made = await site.UploadAsync(
            "resource_create", "a.csv", Upload.Bytes("x"), ("package_id", await site.HasDatasetAsync()), ("size", "77"), ("mimetype", "text/x-own"), ("format", "Own"), ("url", "ignored"), ("own", "1"));

        Assert.Equal((77, "text/x-own", "Own", "1"), ((int)made["size"]!, (string)made["mimetype"]!, (string)made["format"]!, (string)made["own"]!));
        Assert.EndsWith("/download/a.csv", (string)made["url"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_can_be_written_back_and_keeps_the_file()
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("x"), ("package_id", dataset));

        await site.MakeAsync("resource_update", made.DeepClone().AsObject());
        await site.MakeAsync("package_update", (await site.ResultAsync($"package_show?id={dataset}")).DeepClone().AsObject());
        await site.MakeAsync("resource_patch", new JsonObject { ["id"] = (string)made["id"]!, ["description"] = "d", ["upload"] = "ignored" });

        Assert.Equal("x", await site.Client.GetStringAsync((string)made["url"]!, CatalogSite.Ct));
        Assert.Null((await site.ResultAsync($"resource_show?id={made["id"]}"))["upload"]);
    }

    [Theory]
    [InlineData("resource_patch")]
    [InlineData("resource_update")]
    public async Task Clear_upload_takes_the_file_away_and_leaves_no_address_that_leads_to_itself(string action)
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("x"), ("package_id", dataset));

        var sent = new JsonObject { ["id"] = (string)made["id"]!, ["clear_upload"] = "true", ["url"] = (string)made["url"]! };
        if (action == "resource_patch")
            sent.Remove("url");
        var cleared = await site.MakeAsync(action, sent);

        Assert.Equal(("", "", 1), ((string)cleared["url"]!, (string)cleared["url_type"]!, (int)cleared["size"]!));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(Upload.Pinned(dataset, (string)made["id"]!, "x", "a.csv")));
    }

    [Fact]
    public async Task Data_that_a_source_feeds_is_not_replaced_by_hand()
    {
        var (status, error) = await site.TryUploadAsync("resource_patch", "a.csv", Upload.Bytes("x"), ("id", site.TreesId));

        Assert.Equal((409, """{"upload":["The data of this resource comes from a source and cannot be replaced by hand"]}"""), (status, error));
        Assert.Equal(409, (await site.TryAsync("resource_patch", new JsonObject { ["id"] = site.TreesId, ["clear_upload"] = true }, site.Site.Token)).Status);
    }

    [Fact]
    public async Task The_limit_itself_is_taken_and_one_byte_more_is_not()
    {
        var dataset = await site.HasDatasetAsync();
        var most = new byte[10 * 1024 * 1024];

        var made = await site.UploadAsync("resource_create", "most.bin", most, ("package_id", dataset));
        var over = await site.TryUploadAsync("resource_create", "over.bin", [.. most, 0], ("package_id", dataset));
        var far = await site.TryUploadAsync("resource_create", "far.bin", new byte[80 * 1024 * 1024], ("package_id", dataset));

        Assert.Equal(most.Length, (int)made["size"]!);
        Assert.Equal((409, """{"upload":["File upload too large"]}"""), over);
        Assert.Equal((409, """{"upload":["File upload too large"]}"""), far);
        Assert.Single((await site.ResultAsync($"package_show?id={dataset}"))["resources"]!.AsArray());
    }

    [Fact]
    public async Task Files_of_strangers_and_of_refused_requests_leave_nothing_on_the_disk()
    {
        var dataset = await site.HasDatasetAsync();
        var stranger = await site.HasUserAsync("stranger");
        var (mine, theirs, wrong) = (RandomNumberGenerator.GetBytes(50_000), RandomNumberGenerator.GetBytes(50_000), RandomNumberGenerator.GetBytes(50_000));

        using var first = Upload.Body(Upload.File("upload", "a.bin", mine), Upload.Text("package_id", dataset));
        using var second = Upload.Body(Upload.File("upload", "a.bin", theirs), Upload.Text("package_id", dataset));
        var anonymous = await site.Client.SendAsync("resource_create", first, null);
        var denied = await site.Client.SendAsync("resource_create", second, stranger.Token);
        var invalid = await site.TryUploadAsync("resource_create", "a.bin", wrong, ("package_id", dataset), ("size", "many"));

        Assert.Equal((403, 403), (anonymous.Status, denied.Status));
        Assert.Equal($"Access denied: User  not authorized to create resources on dataset {dataset}", (string)anonymous.Body["error"]!["message"]!);
        Assert.Equal((409, """{"size":["Invalid integer"]}"""), invalid);
        foreach (var bytes in new[] { mine, theirs, wrong })
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            Assert.False(File.Exists(Path.Combine(site.Site.Files, "blobs", hash[..2], hash)));
        }

        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(site.Site.Files, "tmp")), path => new FileInfo(path).Length == 50_000);
    }

    [Fact]
    public async Task Files_that_come_at_once_for_one_resource_are_all_kept_and_one_is_current()
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("0"), ("package_id", dataset));
        var id = (string)made["id"]!;

        await Task.WhenAll(Enumerable.Range(1, 8).Select(number => site.UploadAsync("resource_patch", $"file-{number}.csv", Upload.Bytes($"{number}"), ("id", id))));

        var shown = await site.ResultAsync($"resource_show?id={id}");
        var current = await site.Client.GetStringAsync((string)shown["url"]!, CatalogSite.Ct);
        Assert.EndsWith($"/file-{current}.csv", (string)shown["url"]!, StringComparison.Ordinal);
        foreach (var number in Enumerable.Range(0, 9))
            Assert.Equal($"{number}", await site.Client.GetStringAsync(Upload.Pinned(dataset, id, $"{number}", "x"), CatalogSite.Ct));
    }

    [Fact]
    public async Task Files_that_come_at_once_for_one_dataset_make_one_resource_each()
    {
        var dataset = await site.HasDatasetAsync();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(number => site.UploadAsync("resource_create", $"{number}.csv", Upload.Bytes("same"), ("package_id", dataset))));

        var resources = (await site.ResultAsync($"package_show?id={dataset}"))["resources"]!.AsArray();
        Assert.Equal(8, resources.Count);
        foreach (var resource in resources)
            Assert.Equal("same", await site.Client.GetStringAsync((string)resource!["url"]!, CatalogSite.Ct));
    }

    [Fact]
    public async Task Temporary_files_that_a_crash_left_are_known_by_their_age()
    {
        var store = new OpenData.Core.Files.BlobStore(Microsoft.Extensions.Options.Options.Create(new OpenData.Core.Files.FileStoreOptions { Root = Directory.CreateTempSubdirectory().FullName }));
        var (old, young) = (store.NewTempPath(), store.NewTempPath());
        await File.WriteAllTextAsync(old, "x", CatalogSite.Ct);
        await File.WriteAllTextAsync(young, "x", CatalogSite.Ct);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        Assert.Equal(1, store.RemoveLeftovers(DateTimeOffset.UtcNow.AddDays(-1)));
        Assert.Equal((false, true), (File.Exists(old), File.Exists(young)));
        Directory.Delete(store.Root, recursive: true);
    }
}
