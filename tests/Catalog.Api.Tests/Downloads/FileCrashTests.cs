using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Uploads;
using OpenData.Core.Jobs;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Downloads;

/// <summary>The program dies while it makes a file of a version: nobody gets a part of it that looks whole, and the next request makes it.</summary>
public sealed class FileCrashTests : IAsyncLifetime
{
    private readonly string _fault = Path.Combine(Path.GetTempPath(), $"fault-{Guid.NewGuid():n}");
    private TestSite? _site;

    public async ValueTask InitializeAsync() => _site = await TestSite.StartAsync(
        new Dictionary<string, string?> { ["OPENDATA_FAULT"] = "@" + _fault, ["Auth__CreateUnownedDataset"] = "true" }, CatalogSite.Ct);

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
        File.Delete(_fault);
    }

    [Fact]
    public async Task Killed_before_a_file_is_whole_it_leaves_none_and_the_next_one_makes_it()
    {
        Assert.True(FaultPoint.Compiled, "Build the tests with -p:FaultPoints=true, as ./test does.");
        using var admin = _site!.CreateAdminClient();
        await PostAsync(admin, "package_create", """{"name": "crash"}""");
        var made = await PostAsync(admin, "datastore_create", """{"resource": {"package_id": "crash", "name": "rows"}, "fields": [{"id": "n", "type": "int"}], "records": [{"n": 1}, {"n": 2}]}""");
        var version = (int)(await PostAsync(admin, "dataset_version_show", """{"id": "crash"}"""))["version"]!;

        foreach (var (point, form) in new[] { ("csv.written", "csv"), ("file.written", "parquet"), ("file.written", "jsonl") })
        {
            await File.WriteAllTextAsync(_fault, point, CatalogSite.Ct);
            await Assert.ThrowsAsync<HttpRequestException>(() => _site.Client.GetByteArrayAsync($"/dataset/crash/v/{version}/rows.{form}", CatalogSite.Ct));
            File.Delete(_fault);
            Assert.Empty(Exports($"*.{form}"));
            await _site.StartWebAsync(CatalogSite.Ct);
            using var answer = await _site.Client.GetAsync($"/dataset/crash/v/{version}/rows.{form}", CatalogSite.Ct);
            var bytes = await answer.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
            var kept = Assert.Single(Exports($"*.{form}"));
            Assert.Equal(bytes, await File.ReadAllBytesAsync(kept, CatalogSite.Ct));
            Assert.Equal("2", answer.Headers.GetValues("X-Row-Count").Single());
        }

        Assert.NotNull(made["resource_id"]);
    }

    private string[] Exports(string pattern) =>
        Directory.Exists(Path.Combine(_site!.Files, "exports")) ? Directory.GetFiles(Path.Combine(_site.Files, "exports"), pattern, SearchOption.AllDirectories) : [];

    private static async Task<JsonNode> PostAsync(HttpClient client, string action, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        var (status, answer) = await client.SendAsync(action, content, null);
        Assert.True(status == 200, answer.ToJsonString());
        return answer["result"]!;
    }
}
