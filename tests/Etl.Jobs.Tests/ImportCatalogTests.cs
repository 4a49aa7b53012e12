using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary><c>import-catalog</c>: the dump of another catalog comes in under its ids and names, and coming again changes nothing.</summary>
public sealed class ImportCatalogTests : IAsyncLifetime
{
    private const string Org = """{"id": "11111111-0000-4000-8000-000000000001", "name": "parks", "title": "Parks", "description": "", "image_url": "", "is_organization": true, "type": "organization", "state": "active", "approval_status": "approved", "created": "2019-01-01T00:00:00"}""";
    private EmptySite _site = null!;

    public async ValueTask InitializeAsync() => _site = await EmptySite.StartAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Ids_names_and_times_are_kept_and_a_second_time_changes_nothing()
    {
        var dump = await WriteAsync("datasets.jsonl", Dataset(1), Dataset(2), "", Dataset(3));

        var first = await _site.CommandAsync("import-catalog", dump);
        var second = await _site.CommandAsync("import-catalog", dump);

        Assert.True(first.Code == 0, first.Output);
        Assert.Contains("3  datasets created", first.Output, StringComparison.Ordinal);
        Assert.Contains("3  files and tables stay links", first.Output, StringComparison.Ordinal);
        Assert.Contains("3  datasets unchanged", second.Output, StringComparison.Ordinal);
        Assert.Equal("22222222-0000-4000-8000-000000000002", await _site.ScalarAsync<string>("select id::text from catalog.package where name = 'dump-2'"));
        Assert.Equal("2019-03-04 05:06:07.123456", await _site.ScalarAsync<string>("select (metadata_created at time zone 'UTC')::text from catalog.package where name = 'dump-2'"));
        Assert.Equal("2020-03-04 05:06:07.654321", await _site.ScalarAsync<string>("select (metadata_modified at time zone 'UTC')::text from catalog.package where name = 'dump-2'"));
        Assert.Equal("11111111-0000-4000-8000-000000000001", await _site.ScalarAsync<string>("select id::text from catalog.\"group\" where name = 'parks'"));
        Assert.Equal("http://old.example.org/dataset/x/resource/y/download/f.csv", await _site.ScalarAsync<string>("select url from catalog.resource where id = '33333333-0000-4000-8000-000000000002'"));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_told_by_its_line_and_the_rest_comes_in()
    {
        var taken = JsonNode.Parse(Dataset(1))!.AsObject();
        taken["id"] = "22222222-0000-4000-8000-00000000000f";
        var dump = await WriteAsync("datasets.jsonl", Dataset(1), "not json", "[1]", taken.ToJsonString(), """{"id": "x", "name": "A B"}""", """{"name": "nul-1", "notes": "a\u0000b"}""", Dataset(2));

        var (code, output) = await _site.CommandAsync("import-catalog", dump);

        Assert.Equal(1, code);
        Assert.Contains("2  datasets created", output, StringComparison.Ordinal);
        Assert.Contains(":2: {\"json\":[\"not JSON at character 1\"]}", output, StringComparison.Ordinal);
        Assert.Contains(":3: {\"json\":[\"not a JSON object\"]}", output, StringComparison.Ordinal);
        Assert.Contains(":4: {\"name\":[\"That URL is already in use.\"]", output, StringComparison.Ordinal);
        Assert.Contains(":5: {\"id\":[\"Invalid id provided\"]", output, StringComparison.Ordinal);
        Assert.Contains(":6: {\"json\":[\"Null characters are not allowed\"]}", output, StringComparison.Ordinal);
        Assert.Equal(2, await _site.ScalarAsync<long>("select count(*) from catalog.package"));
    }

    [Fact]
    public async Task People_and_organizations_come_in_from_a_packed_dump()
    {
        var path = Path.Combine(_site.Home, "people.jsonl.gz");
        Directory.CreateDirectory(_site.Home);
        await using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            var organization = JsonNode.Parse(Org)!.AsObject();
            organization["users"] = new JsonArray(new JsonObject { ["name"] = "ann", ["capacity"] = "editor" }, new JsonObject { ["name"] = "gone", ["capacity"] = "admin" });
            var user = """{"id": "44444444-0000-4000-8000-000000000001", "name": "ann", "fullname": "Ann", "email": "ann@example.org", "sysadmin": true, "state": "active", "about": null}""";
            await packed.WriteAsync(Encoding.UTF8.GetBytes($"{user}\n{organization.ToJsonString()}\n"), WorkerSite.Ct);
        }

        var (code, output) = await _site.CommandAsync("import-catalog", path);

        Assert.True(code == 0, output);
        Assert.Contains("1  memberships of unknown users left out", output, StringComparison.Ordinal);
        Assert.Equal("editor", await _site.ScalarAsync<string>("select capacity from catalog.member m join catalog.\"user\" u on u.id = m.user_id where u.name = 'ann'"));
        Assert.False(await _site.ScalarAsync<bool>("select sysadmin from catalog.\"user\" where name = 'ann'"));
        Assert.Contains("1  organizations unchanged", (await _site.CommandAsync("import-catalog", path)).Output, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string name, params string[] lines)
    {
        Directory.CreateDirectory(_site.Home);
        var path = Path.Combine(_site.Home, name);
        await File.WriteAllTextAsync(path, string.Join('\n', lines), WorkerSite.Ct);
        return path;
    }

    private static string Dataset(int number) => $$"""
        {"id": "22222222-0000-4000-8000-00000000000{{number.ToString(CultureInfo.InvariantCulture)}}", "name": "dump-{{number}}", "title": "Dump", "owner_org": "11111111-0000-4000-8000-000000000001", "organization": {{Org}},
         "metadata_created": "2019-03-04T05:06:07.123456", "metadata_modified": "2020-03-04T05:06:07.654321", "isopen": true, "num_tags": 1, "private": false, "state": "active", "type": "dataset",
         "tags": [{"name": "old", "display_name": "old", "state": "active", "vocabulary_id": null}], "groups": [], "extras": [{"key": "spatial", "value": "x"}], "license_id": "cc-by", "license_title": "x",
         "resources": [{"id": "33333333-0000-4000-8000-00000000000{{number}}", "url": "http://old.example.org/dataset/x/resource/y/download/f.csv", "url_type": "upload", "format": "CSV", "name": "r",
                        "position": 0, "package_id": "x", "datastore_active": true, "hash": "", "own": {"k": 1} }] }
        """.ReplaceLineEndings(" ");
}
