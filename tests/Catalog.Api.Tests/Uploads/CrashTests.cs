using System.Net.Http.Headers;
using System.Security.Cryptography;
using Dapper;
using OpenData.Core.Jobs;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>The program dies between the bytes and the row that names them (security rule 27).</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private TestSite? _site;

    public async ValueTask InitializeAsync() => _site = await TestSite.StartAsync(
        new Dictionary<string, string?> { ["OPENDATA_FAULT"] = "upload.kept", ["Auth__CreateUnownedDataset"] = "true" }, CatalogSite.Ct);

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_bytes_that_nothing_names_and_never_a_name_without_bytes()
    {
        Assert.True(FaultPoint.Compiled, "Build the tests with -p:FaultPoints=true, as ./test does.");
        using var admin = _site!.CreateAdminClient();
        using var dataset = new StringContent("""{"name": "crash"}""", new MediaTypeHeaderValue("application/json"));
        Assert.Equal(200, (await admin.SendAsync("package_create", dataset, null)).Status);

        using var body = Upload.Body(Upload.Text("package_id", "crash"), Upload.File("upload", "a.csv", Upload.Bytes("bytes")));
        await Assert.ThrowsAsync<HttpRequestException>(() => admin.SendAsync("resource_create", body, null));

        var hash = Convert.ToHexStringLower(SHA256.HashData(Upload.Bytes("bytes")));
        Assert.Equal("bytes", await File.ReadAllTextAsync(Path.Combine(_site.Files, "blobs", hash[..2], hash), CatalogSite.Ct));
        await using var connection = await _site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        Assert.Equal((0, 0), await connection.QuerySingleAsync<(int, int)>("select (select count(*)::int from catalog.resource), (select count(*)::int from catalog.resource_file)"));
    }
}
