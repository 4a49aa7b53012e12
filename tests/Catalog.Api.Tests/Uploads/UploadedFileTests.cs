using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Files of resources: how they go out again by the download address, and the old ones by their hash (contract 6.2).</summary>
public sealed class UploadedFileTests(CatalogSite site)
{
    [Fact]
    public async Task Head_ranges_and_conditions_are_true()
    {
        var made = await site.UploadAsync("resource_create", "a.json", Upload.Bytes("{\"a\": [1, 2, 3]}"), ("package_id", await site.HasDatasetAsync()));
        var url = (string)made["url"]!;

        using var head = await site.SendAsync(HttpMethod.Head, url);
        using var packed = await site.SendAsync(HttpMethod.Get, url, request => request.Headers.AcceptEncoding.ParseAdd("gzip, br"));
        using var part = await site.SendAsync(HttpMethod.Get, url, request => request.Headers.Range = new RangeHeaderValue(1, 3));
        using var bad = await site.SendAsync(HttpMethod.Get, url, request => request.Headers.Range = new RangeHeaderValue(100, null));
        using var same = await site.SendAsync(HttpMethod.Get, url, request => request.Headers.IfNoneMatch.Add(head.Headers.ETag!));
        using var since = await site.SendAsync(HttpMethod.Get, url, request => request.Headers.IfModifiedSince = head.Content.Headers.LastModified);

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
        using var head = await site.SendAsync(HttpMethod.Head, (string)made["url"]!);

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
        using var old = await site.Client.GetAsync(Upload.Pinned(dataset, id, "a,b\n1,2\n", "first.csv"), CatalogSite.Ct);
        Assert.Equal("a,b\n1,2\n", await old.Content.ReadAsStringAsync(CatalogSite.Ct));
        Assert.Equal(("first.csv", true), (old.Content.Headers.ContentDisposition!.FileName, old.Headers.CacheControl!.ToString().Contains("immutable", StringComparison.Ordinal)));
        Assert.Equal("[]", await site.Client.GetStringAsync(Upload.Pinned(dataset, id, "[]", "second.json"), CatalogSite.Ct));
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

        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(Upload.Pinned(dataset, (string)made["id"]!, "kept", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(Upload.Pinned(other, (string)made["id"]!, "kept", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(Upload.Pinned(dataset, (string)neighbour["id"]!, "kept", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(Upload.Pinned(dataset, (string)made["id"]!, "other bytes", "a.csv")));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/dataset/{dataset}/resource/{made["id"]}/file/..%2f..%2fx/a.csv"));
    }

    [Fact]
    public async Task Files_of_a_private_dataset_are_for_its_readers_old_ones_too()
    {
        var dataset = await site.HasDatasetAsync(isPrivate: true);
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("secret"), ("package_id", dataset));
        var pinned = Upload.Pinned(dataset, (string)made["id"]!, "secret", "a.csv");

        foreach (var address in new[] { (string)made["url"]!, pinned })
        {
            using var mine = await site.SendAsync(HttpMethod.Get, address, request => request.Headers.TryAddWithoutValidation("Authorization", site.Site.Token));
            Assert.Equal(HttpStatusCode.Forbidden, await site.StatusAsync(address));
            Assert.Equal(("secret", true), (await mine.Content.ReadAsStringAsync(CatalogSite.Ct), mine.Headers.CacheControl!.Private));
        }

        await site.MakeAsync("package_patch", new JsonObject { ["id"] = dataset, ["private"] = false });
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(pinned));
        await site.MakeAsync("package_delete", new JsonObject { ["id"] = dataset });
        Assert.Equal(HttpStatusCode.Forbidden, await site.StatusAsync(pinned));
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
    public async Task A_name_without_a_file_has_a_download_address_and_no_file()
    {
        var dataset = await site.HasDatasetAsync();

        var made = await site.MakeAsync("resource_create", new JsonObject { ["package_id"] = dataset, ["url"] = "named.csv", ["url_type"] = "upload" });
        var none = await site.MakeAsync("resource_create", new JsonObject { ["package_id"] = dataset });

        Assert.EndsWith("/download/named.csv", (string)made["url"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/dataset/{dataset}/resource/{none["id"]}/download/x"));
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

        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync((string)made["url"]!));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/dataset/{mine}/resource/{made["id"]}/file/{hash}/a.csv"));
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync($"/dataset/{mine}/resource/{secret["id"]}/file/{hash}/a.csv"));
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

        using var head = await site.SendAsync(HttpMethod.Head, (string)made["url"]!);

        Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (head.StatusCode, head.Content.Headers.ContentType!.ToString()));
        Assert.False(head.Headers.Contains("X-Injected"));
    }
}
