using System.Diagnostics;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Conformance;

/// <summary>CKAN's JavaScript clients as npm has them, not changed in a letter: list, show, search, datastore, download, then writes, uploads and errors as each client tells them (contract 3.1).</summary>
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

    [Fact]
    public async Task The_npm_package_portaljs_ckan_reads_the_catalog()
    {
        var seen = await RunAsync("portaljs.js");

        Assert.True((bool)seen["listed"]! && (bool)seen["groups"]! && (bool)seen["aliases"]!);
        Assert.Equal(("trees", 1, 4), ((string)seen["name"]!, (int)seen["count"]!, (int)seen["rows"]!));
        Assert.InRange((int)seen["page"]!, 1, 2);   // there may be no second dataset
        Assert.Equal(["trees"], Texts(seen["found"]!));
        Assert.Contains("trees", Texts(seen["packages"]!));
        Assert.Contains("open data", Texts(seen["tags"]!));
        Assert.Contains("CSV", Texts(seen["formats"]!));
        Assert.NotEmpty(Texts(seen["organizations"]!));   // the first 25: which ones depends on what other tests made
        Assert.Contains("code", Texts(seen["columns"]!));
        Assert.Equal("Could not find dataset", (string)seen["missing"]!);
    }

    [Fact]
    public async Task The_npm_package_ckan_writes_and_tells_errors_by_their_body()
    {
        var seen = await WriteAsync("ckan-writes.js", "client-ckan-js");

        Assert.Equal(("client-ckan-js-org", "client-ckan-js", "CSV", "Updated"), ((string)seen["organization"]!, (string)seen["name"]!, (string)seen["format"]!, (string)seen["title"]!));
        Assert.Equal((1, 12, 1), ((int)seen["resources"]!, (int)seen["size"]!, (int)seen["position"]!));
        Assert.Equal(["Updated", "Patched"], Texts(seen["patched"]!));
        Assert.Equal(["ckan js"], Texts(seen["tags"]!));
        Assert.Equal((409, "Validation Error"), ((int)seen["invalid"]!["code"]!, (string)seen["invalid"]!["error"]!["__type"]!));
        Assert.Equal(["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"], Texts(seen["invalid"]!["error"]!["name"]!));
        Assert.Equal((403, "Authorization Error", 403), ((int)seen["denied"]!["code"]!, (string)seen["denied"]!["error"]!["__type"]!, (int)seen["hidden"]!["code"]!));
        Assert.Null(seen["deleted"]);
    }

    [Fact]
    public async Task The_npm_package_ckanapi_writes_uploads_and_throws_the_error_as_it_came()
    {
        var seen = await WriteAsync("ckanapi-writes.js", "client-ckanapi");

        Assert.Equal(("client-ckanapi-org", "client-ckanapi", "CSV", 8, "upload", "my-rows.csv"),
            ((string)seen["organization"]!, (string)seen["name"]!, (string)seen["format"]!, (int)seen["size"]!, (string)seen["type"]!, (string)seen["path"]!));
        Assert.Equal(("a,b\n1,2\n", "a,b\n3,4\n", "string"), ((string)seen["bytes"]!, (string)seen["newBytes"]!, (string)seen["help"]!));
        Assert.Equal("""[true,"rows"]""", seen["kept"]!.ToJsonString());
        Assert.Equal(["upload"], Texts(seen["resources"]!));
        Assert.Equal(["ckanapi"], Texts(seen["patched"]!));
        Assert.Equal(("Validation Error", """[{"size":["Invalid integer"]}]"""), ((string)seen["invalid"]!["__type"]!, seen["invalid"]!["resources"]!.ToJsonString()));
        Assert.Equal("Access denied: User  not authorized to create packages", (string)seen["denied"]!["message"]!);
        Assert.Equal(("Not Found Error", "Not found"), ((string)seen["missing"]!["__type"]!, (string)seen["missing"]!["message"]!));
        Assert.True(seen["removed"] is null && seen["deleted"] is null);
    }

    [Fact]
    public async Task The_npm_package_portaljs_ckan_api_client_js_writes_and_makes_sentences_of_errors()
    {
        var seen = await WriteAsync("portaljs-api.js", "client-portaljs");

        Assert.Equal(("client-portaljs-org", "client-portaljs", "Patched", 1), ((string)seen["organization"]!, (string)seen["name"]!, (string)seen["patched"]!, (int)seen["position"]!));
        Assert.Equal(["CSV"], Texts(seen["formats"]!));
        Assert.Equal("Validation error: \"name\": Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_", (string)seen["invalid"]!["message"]!);
        Assert.Equal(("Access denied: User  not authorized to create packages", "Not found"), ((string)seen["denied"]!["message"]!, (string)seen["missing"]!["message"]!));
        Assert.Equal("CkanRequestError", (string)seen["unreadable"]!["name"]!);
        Assert.Null(seen["deleted"]);
    }

    private static IEnumerable<string> Texts(JsonNode list) => list.AsArray().Select(text => (string)text!);

    [Fact]
    public async Task The_npm_package_datapackage_finds_a_version_valid_and_reads_its_rows_by_their_types()
    {
        var seen = await RunAsync("datapackage.js", "trees", "3");

        Assert.True((bool)seen["valid"]! && (bool)seen["tabular"]!, seen["errors"]!.ToJsonString());
        Assert.Equal("trees", (string)seen["name"]!);
        Assert.Equal(["string", "string", "number", "integer", "date", "boolean"], Texts(seen["types"]!));
        Assert.Equal(["code"], Texts(seen["key"]!));
        Assert.Equal(["A1", "A2", "A4", "A5"], Texts(seen["codes"]!));
        Assert.Equal("[13.25,4.1,20,1]", seen["heights"]!.ToJsonString());
    }

    private Task<JsonNode> WriteAsync(string script, string name) => RunAsync(script, site.Site.Token, "workshop", name);

    private Task<JsonNode> RunAsync(string script) => RunAsync(script, "trees");

    private async Task<JsonNode> RunAsync(string script, params string[] arguments)
    {
        var folder = Path.Combine(Repository.Root, "tests", "clients");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "The clients are not installed. Run the tests with ./test, which does it, or npm ci in tests/clients.");
        using var process = Process.Start(new ProcessStartInfo("node", [script, site.Client.BaseAddress!.ToString(), .. arguments])
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
