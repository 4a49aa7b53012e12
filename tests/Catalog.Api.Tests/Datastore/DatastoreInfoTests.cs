using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary><c>{"meta": {"id", "count", "table_type", "size", "db_size", "idx_size", "aliases"}, "fields": [{"id", "type", "info"?, "schema": {…}}]}</c> (contract 5.9).</summary>
public sealed class DatastoreInfoTests(CatalogSite site)
{
    [Theory]
    [InlineData("id")]
    [InlineData("resource_id")]
    public async Task It_tells_count_sizes_and_columns(string parameter)
    {
        var info = await site.ResultAsync($"datastore_info?{parameter}={site.TreesId}");

        Assert.Equal(["id", "count", "table_type", "size", "db_size", "idx_size", "aliases"], info["meta"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal((4, "BASE TABLE"), ((int)info["meta"]!["count"]!, (string)info["meta"]!["table_type"]!));
        Assert.Equal(["code", "species", "height", "count", "planted", "ok"], info["fields"]!.AsArray().Select(field => (string)field!["id"]!));
        Assert.Equal("""{"native_type":"text","notnull":true,"index_name":null,"is_index":false,"uniquekey":true}""", info["fields"]![0]!["schema"]!.ToJsonString());
        Assert.Equal("integer", (string)info["fields"]![3]!["schema"]!["native_type"]!);
    }

    [Fact]
    public async Task Missing_unknown_and_private_ids_are_told_apart()
    {
        var (missing, none) = await site.GetAsync("datastore_info");
        var (unknown, body) = await site.GetAsync("datastore_info?id=nope");
        var (hidden, _) = await site.GetAsync($"datastore_info?id={site.SecretId}");

        Assert.Equal((409, "Missing value"), (missing, (string)none["error"]!["resource_id"]![0]!));
        Assert.Equal((404, "Not found: Resource/Alias \"nope\" was not found."), (unknown, (string)body["error"]!["message"]!));
        Assert.Equal(403, hidden);
    }
}
