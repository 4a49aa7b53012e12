using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Conformance;

/// <summary>CKAN's JavaScript clients as npm has them, not changed in a letter: list, show, search, datastore and download (contract 3.1).</summary>
public sealed class ClientTests(CatalogSite site)
{
    [Fact]
    public async Task The_npm_package_ckan_reads_the_catalog_and_downloads_a_dataset()
    {
        var seen = await RunAsync("ckan.js");

        Assert.True((bool)seen["listed"]! && (bool)seen["tables"]!);
        Assert.Equal(("trees", 1, 4, 2, "missing"), ((string)seen["name"]!, (int)seen["count"]!, (int)seen["total"]!, (int)seen["hits"]!, (string)seen["missing"]!));
        Assert.Equal(["integer", "string", "string", "numeric", "integer", "date", "boolean"], seen["types"]!.AsArray().Select(type => (string)type!));
        Assert.Equal((string)seen["hash"]!, $"sha256:{seen["sha256"]}");
    }

    [Fact]
    public async Task The_npm_package_ckanapi_reads_the_catalog_and_downloads_a_dataset()
    {
        var seen = await RunAsync("ckanapi.js");

        Assert.True((bool)seen["listed"]!);
        Assert.Equal(("trees", "city", 1, 4, 2), ((string)seen["name"]!, (string)seen["organization"]!, (int)seen["count"]!, (int)seen["total"]!, (int)seen["hits"]!));
        Assert.Equal(["code", "species", "height", "count", "planted", "ok"], seen["columns"]!.AsArray().Select(column => (string)column!));
        Assert.Equal((string)seen["hash"]!, $"sha256:{seen["sha256"]}");
        Assert.Contains("Not", (string)seen["missing"]!, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<JsonNode> RunAsync(string script)
    {
        var folder = Path.Combine(Repository.Root, "tests", "clients");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "The clients are not installed. Run the tests with ./test, which does it, or npm ci in tests/clients.");
        using var process = Process.Start(new ProcessStartInfo("node", [script, site.Client.BaseAddress!.ToString(), "trees"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(CatalogSite.Ct);
        var errors = await process.StandardError.ReadToEndAsync(CatalogSite.Ct);
        await process.WaitForExitAsync(CatalogSite.Ct);

        Assert.True(process.ExitCode == 0, errors);
        return JsonNode.Parse(await output)!;
    }
}
