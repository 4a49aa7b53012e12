using System.Text.Json.Nodes;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary><c>export-catalog</c>: what it writes makes the same catalog elsewhere, private datasets and drafts too.</summary>
public sealed class ExportCatalogTests : IAsyncLifetime
{
    private EmptySite _site = null!;
    private EmptySite _other = null!;

    public async ValueTask InitializeAsync() => (_site, _other) = (await EmptySite.StartAsync(), await EmptySite.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task A_catalog_that_is_exported_and_imported_is_exported_the_same()
    {
        var seed = await WriteAsync("seed.jsonl", Seed);
        Assert.Equal(0, (await _site.CommandAsync("import-catalog", seed)).Code);

        var (first, second) = (Path.Combine(_site.Home, "first.jsonl.gz"), Path.Combine(_site.Home, "second.jsonl"));
        var exported = await _site.CommandAsync("export-catalog", first, "--site", "https://data.example.org/");
        var imported = await _other.CommandAsync("import-catalog", first);
        var again = await _other.CommandAsync("export-catalog", second, "--site", "https://data.example.org");
        var plain = Path.Combine(_site.Home, "first.jsonl");
        await _site.CommandAsync("export-catalog", plain, "--site", "https://data.example.org");

        Assert.True(exported.Code == 0 && imported.Code == 0 && again.Code == 0, exported.Output + imported.Output + again.Output);
        Assert.Contains("6 lines written", exported.Output, StringComparison.Ordinal);
        var lines = await ReadAsync(plain);
        Assert.Equal(lines, await ReadAsync(second));
        Assert.Equal(["ann", "parks", "nature", "open-1", "private-1", "draft-1"], lines.Select(line => (string)JsonNode.Parse(line)!["name"]!));
        Assert.Contains("3  datasets unchanged", (await _other.CommandAsync("import-catalog", plain)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_to_files_need_an_address_and_a_file_of_that_name_is_whole()
    {
        var path = Path.Combine(_site.Home, "x.jsonl");

        var (code, output) = await _site.CommandAsync("export-catalog", path);

        Assert.Equal(1, code);
        Assert.Contains("--site", output, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Files_that_nothing_names_are_collected_by_command()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_site.Files, "blobs", "ab"));
        var path = Path.Combine(folder.FullName, $"ab{new string('0', 62)}");
        await File.WriteAllTextAsync(path, "12345", WorkerSite.Ct);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2));

        var (code, output) = await _site.CommandAsync("collect-files");

        Assert.True(code == 0, output);
        Assert.Contains("1 files (5 bytes) and 0 exports were removed.", output, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private async Task<string> WriteAsync(string name, string[] lines)
    {
        Directory.CreateDirectory(_site.Home);
        var path = Path.Combine(_site.Home, name);
        await File.WriteAllLinesAsync(path, lines, WorkerSite.Ct);
        return path;
    }

    /// <summary>The lines, without the ids of tags: each catalog numbers its own, and tags are known by their names.</summary>
    private static async Task<string[]> ReadAsync(string path) => [.. (await File.ReadAllLinesAsync(path, WorkerSite.Ct)).Select(line =>
    {
        var document = JsonNode.Parse(line)!;
        foreach (var tag in document["tags"]?.AsArray() ?? [])
            tag!.AsObject().Remove("id");
        return document.ToJsonString();
    })];

    private const string Org = """{"id": "11111111-0000-4000-8000-000000000001", "name": "parks", "title": "Πάρκα", "title_translated": {"el": "Πάρκα", "en": "Parks"}, "description": "d", "image_url": "https://example.org/a.png", "is_organization": true, "type": "organization", "state": "active", "approval_status": "approved", "created": "2019-01-01T00:00:00.000001", "extras": [{"key": "k", "value": "v"}], "users": [{"name": "ann", "capacity": "editor"}]}""";
    private const string Group = """{"id": "11111111-0000-4000-8000-000000000002", "name": "nature", "title": "Nature", "description": "", "image_url": "", "is_organization": false, "type": "group", "state": "active", "approval_status": "approved", "extras": [], "users": []}""";
    private const string User = """{"id": "44444444-0000-4000-8000-000000000001", "name": "ann", "fullname": "Ann", "email": "ann@example.org", "sysadmin": false, "state": "active", "about": "Άννα", "created": "2018-01-01T00:00:00.000001"}""";

    private static readonly string[] Seed = [User, Org, Group, Dataset(1, "open", "active", isPrivate: false), Dataset(2, "private", "active", isPrivate: true), Dataset(3, "draft", "draft", isPrivate: false)];

    private static string Dataset(int number, string name, string state, bool isPrivate) => new JsonObject
    {
        ["id"] = $"22222222-0000-4000-8000-00000000000{number}", ["name"] = $"{name}-1", ["title"] = "Δέντρα", ["notes"] = "line\nanother 🌳", ["owner_org"] = "11111111-0000-4000-8000-000000000001",
        ["organization"] = JsonNode.Parse(Org), ["private"] = isPrivate, ["state"] = state, ["type"] = "dataset", ["license_id"] = "cc-by", ["version"] = "1", ["author"] = "a", ["author_email"] = "a@example.org",
        ["metadata_created"] = "2019-03-04T05:06:07.123456", ["metadata_modified"] = "2020-03-04T05:06:07.654321", ["creator_user_id"] = "44444444-0000-4000-8000-000000000001",
        ["tags"] = new JsonArray(new JsonObject { ["name"] = "old" }, new JsonObject { ["name"] = "πράσινο" }), ["groups"] = new JsonArray(new JsonObject { ["id"] = "11111111-0000-4000-8000-000000000002", ["name"] = "nature" }),
        ["extras"] = new JsonArray(new JsonObject { ["key"] = "spatial", ["value"] = "x" }),
        ["resources"] = new JsonArray(
            new JsonObject { ["id"] = $"33333333-0000-4000-8000-00000000000{number}", ["url"] = "https://example.org/f.csv", ["format"] = "CSV", ["name"] = "r", ["size"] = 12, ["hash"] = "abc", ["own"] = new JsonObject { ["k"] = 1 }, ["created"] = "2019-03-04T05:06:08.000001", ["last_modified"] = "2019-03-05T05:06:08.000001" },
            new JsonObject { ["id"] = $"33333333-0000-4000-8000-00000000001{number}", ["url"] = "https://example.org/g.pdf", ["format"] = "PDF", ["description"] = "second" }),
    }.ToJsonString();
}
