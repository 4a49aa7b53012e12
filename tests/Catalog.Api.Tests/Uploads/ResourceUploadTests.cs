using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Files of resources: in by multipart, out by the download address, the old ones by their hash (contract 1.4, 2.3, 2.10, 6.2).</summary>
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
    public async Task Head_ranges_and_conditions_are_true()
    {
        var made = await site.UploadAsync("resource_create", "a.json", Upload.Bytes("{\"a\": [1, 2, 3]}"), ("package_id", await site.HasDatasetAsync()));
        var url = (string)made["url"]!;

        using var head = await SendAsync(HttpMethod.Head, url);
        using var packed = await SendAsync(HttpMethod.Get, url, request => request.Headers.AcceptEncoding.ParseAdd("gzip, br"));
        using var part = await SendAsync(HttpMethod.Get, url, request => request.Headers.Range = new RangeHeaderValue(1, 3));
        using var bad = await SendAsync(HttpMethod.Get, url, request => request.Headers.Range = new RangeHeaderValue(100, null));
        using var same = await SendAsync(HttpMethod.Get, url, request => request.Headers.IfNoneMatch.Add(head.Headers.ETag!));
        using var since = await SendAsync(HttpMethod.Get, url, request => request.Headers.IfModifiedSince = head.Content.Headers.LastModified);

        Assert.Equal((16, "application/json", "bytes"), (head.Content.Headers.ContentLength, head.Content.Headers.ContentType!.ToString(), head.Headers.AcceptRanges.Single()));
        Assert.Equal((16, 0), (packed.Content.Headers.ContentLength, packed.Content.Headers.ContentEncoding.Count));
        Assert.Equal((HttpStatusCode.PartialContent, "\"a\""), (part.StatusCode, await part.Content.ReadAsStringAsync(CatalogSite.Ct)));
        Assert.Equal(
            (HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.NotModified, HttpStatusCode.NotModified), (bad.StatusCode, same.StatusCode, since.StatusCode));
    }

    [Fact]
    public async Task Every_name_in_the_address_leads_to_the_file_and_the_publishers_own_name_is_what_it_is_saved_as()
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "Προϋπολογισμός 2024.csv", Upload.Bytes("a\n1\n"), ("package_id", dataset));

        foreach (var address in new[] { "download/other-name.csv", "download", "download/x" })
            Assert.Equal("a\n1\n", await site.Client.GetStringAsync($"/dataset/{dataset}/resource/{made["id"]}/{address}", CatalogSite.Ct));
        using var head = await SendAsync(HttpMethod.Head, (string)made["url"]!);

        Assert.Equal(("-2024.csv", "Προϋπολογισμός 2024.csv"), (head.Content.Headers.ContentDisposition!.FileName, head.Content.Headers.ContentDisposition.FileNameStar));
    }

    [Fact]
    public async Task A_new_file_takes_the_place_of_the_old_whose_bytes_stay()
    {
        var dataset = await site.HasDatasetAsync();
        var first = await site.UploadAsync("resource_create", "first.csv", Upload.Bytes("a,b\n1,2\n"), ("package_id", dataset), ("name", "n"));
        var id = (string)first["id"]!;

        var second = await site.UploadAsync("resource_patch", "second.json", Upload.Bytes("[]"), ("id", id));
        var third = await site.UploadAsync("resource_update", "third.csv", Upload.Bytes("c\n"), ("id", id));

        Assert.Equal((2, "application/json", "CSV", "n"), ((int)second["size"]!, (string)second["mimetype"]!, (string)second["format"]!, (string)second["name"]!));
        Assert.True(string.CompareOrdinal((string)second["last_modified"]!, (string)first["last_modified"]!) > 0);
        Assert.Equal((2, "text/csv"), ((int)third["size"]!, (string)third["mimetype"]!));
        Assert.Equal("c\n", await site.Client.GetStringAsync((string)first["url"]!, CatalogSite.Ct));
        using var old = await site.Client.GetAsync(Pinned(dataset, id, "a,b\n1,2\n", "first.csv"), CatalogSite.Ct);
        Assert.Equal("a,b\n1,2\n", await old.Content.ReadAsStringAsync(CatalogSite.Ct));
        Assert.Equal(("first.csv", true), (old.Content.Headers.ContentDisposition!.FileName, old.Headers.CacheControl!.ToString().Contains("immutable", StringComparison.Ordinal)));
        Assert.Equal("[]", await site.Client.GetStringAsync(Pinned(dataset, id, "[]", "second.json"), CatalogSite.Ct));
    }

    [Fact]
    public async Task An_old_state_of_the_dataset_leads_to_the_bytes_of_that_time()
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "first.csv", Upload.Bytes("then"), ("package_id", dataset));
        var activity = (await site.ResultAsync($"package_activity_list?id={dataset}&limit=1"))[0]!["id"];
        await site.UploadAsync("resource_patch", "second.csv", Upload.Bytes("now"), ("id", (string)made["id"]!));

        var then = await site.ResultAsync($"package_show?id={dataset}&activity_id={activity}", site.Site.Token);

        Assert.Equal("then", await site.Client.GetStringAsync((string)then["resources"]![0]!["url"]!, CatalogSite.Ct));
        Assert.EndsWith("/first.csv", (string)then["resources"]![0]!["url"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_bytes_stay_when_the_resource_is_deleted_and_are_found_by_its_own_dataset_and_resource_only()
    {
        var (dataset, other) = (await site.HasDatasetAsync(), await site.HasDatasetAsync());
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("kept"), ("package_id", dataset));
        var neighbour = await site.UploadAsync("resource_create", "b.csv", Upload.Bytes("b"), ("package_id", dataset));
        await site.MakeAsync("resource_delete", new JsonObject { ["id"] = (string)made["id"]! });

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Pinned(dataset, (string)made["id"]!, "kept", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Pinned(other, (string)made["id"]!, "kept", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Pinned(dataset, (string)neighbour["id"]!, "kept", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Pinned(dataset, (string)made["id"]!, "other bytes", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/dataset/{dataset}/resource/{made["id"]}/file/..%2f..%2fx/a.csv"));
    }

    [Fact]
    public async Task Files_of_a_private_dataset_are_for_its_readers_old_ones_too()
    {
        var dataset = await site.HasDatasetAsync(isPrivate: true);
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("secret"), ("package_id", dataset));
        var pinned = Pinned(dataset, (string)made["id"]!, "secret", "a.csv");

        foreach (var address in new[] { (string)made["url"]!, pinned })
        {
            using var mine = await SendAsync(HttpMethod.Get, address, request => request.Headers.TryAddWithoutValidation("Authorization", site.Site.Token));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(address));
            Assert.Equal(("secret", true), (await mine.Content.ReadAsStringAsync(CatalogSite.Ct), mine.Headers.CacheControl!.Private));
        }

        await site.MakeAsync("package_patch", new JsonObject { ["id"] = dataset, ["private"] = false });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(pinned));
        await site.MakeAsync("package_delete", new JsonObject { ["id"] = dataset });
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(pinned));
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
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Pinned(dataset, (string)made["id"]!, "x", "a.csv")));
    }

    [Fact]
    public async Task A_file_can_become_a_link_and_the_download_address_redirects_to_it()
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("x"), ("package_id", dataset));

        await site.MakeAsync("resource_patch", new JsonObject { ["id"] = (string)made["id"]!, ["clear_upload"] = true, ["url"] = "https://example.org/Ωmega.csv" });
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var response = await client.GetAsync((string)made["url"]!, CatalogSite.Ct);

        Assert.Equal((HttpStatusCode.Redirect, "https://example.org/%CE%A9mega.csv"), (response.StatusCode, response.Headers.Location!.OriginalString));
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
            Assert.Equal($"{number}", await site.Client.GetStringAsync(Pinned(dataset, id, $"{number}", "x"), CatalogSite.Ct));
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
    public async Task A_name_without_a_file_has_a_download_address_and_no_file()
    {
        var dataset = await site.HasDatasetAsync();

        var made = await site.MakeAsync("resource_create", new JsonObject { ["package_id"] = dataset, ["url"] = "named.csv", ["url_type"] = "upload" });
        var none = await site.MakeAsync("resource_create", new JsonObject { ["package_id"] = dataset });

        Assert.EndsWith("/download/named.csv", (string)made["url"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/dataset/{dataset}/resource/{none["id"]}/download/x"));
    }

    [Fact]
    public async Task Nobody_names_a_hash_to_get_a_file_of_others()
    {
        var (theirs, mine) = (await site.HasDatasetAsync(isPrivate: true), await site.HasDatasetAsync());
        var secret = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("their secret"), ("package_id", theirs));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Upload.Bytes("their secret")));

        var made = await site.MakeAsync("resource_create", new JsonObject
        {
            ["package_id"] = mine, ["url"] = "a.csv", ["url_type"] = "upload", ["file_sha256"] = hash, ["hash"] = hash, ["upload"] = new JsonObject { ["sha256"] = hash },
        });

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/dataset/{mine}/resource/{made["id"]}/file/{hash}/a.csv"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/dataset/{mine}/resource/{secret["id"]}/file/{hash}/a.csv"));
    }

    [Theory]
    [InlineData("text/html\r\nX-Injected: 1")]
    [InlineData("ελληνικά")]
    [InlineData("*/*")]
    [InlineData("nonsense")]
    public async Task A_media_type_that_is_none_is_served_as_bytes(string mediaType)
    {
        var dataset = await site.HasDatasetAsync();
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("x"), ("package_id", dataset));
        await site.MakeAsync("resource_patch", new JsonObject { ["id"] = (string)made["id"]!, ["mimetype"] = mediaType });

        using var head = await SendAsync(HttpMethod.Head, (string)made["url"]!);

        Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (head.StatusCode, head.Content.Headers.ContentType!.ToString()));
        Assert.False(head.Headers.Contains("X-Injected"));
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

    private static string Pinned(string dataset, string resource, string content, string name) =>
        $"/dataset/{dataset}/resource/{resource}/file/{Convert.ToHexStringLower(SHA256.HashData(Upload.Bytes(content)))}/{name}";

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var response = await SendAsync(HttpMethod.Get, address);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, address);
        with?.Invoke(request);
        return await site.Client.SendAsync(request, CatalogSite.Ct);
    }
}
