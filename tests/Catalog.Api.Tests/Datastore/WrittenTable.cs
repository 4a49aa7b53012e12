using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>A dataset of its own with one table that clients write.</summary>
internal sealed class WrittenTable
{
    private readonly CatalogSite _site;

    private WrittenTable(CatalogSite site, string package, string id) => (_site, Package, Id) = (site, package, id);

    /// <summary>Id of the dataset.</summary>
    public string Package { get; }

    /// <summary>Id of the resource.</summary>
    public string Id { get; }

    /// <summary>Makes it with these columns: <c>"code text, n int"</c>.</summary>
    public static async Task<WrittenTable> MakeAsync(CatalogSite site, string columns, string key = "", bool isPrivate = false)
    {
        var package = await PackageAsync(site, isPrivate);
        var fields = columns.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(column => new { id = column.Split(' ')[0], type = column[(column.IndexOf(' ', StringComparison.Ordinal) + 1)..] });
        var (status, answer) = await site.PostAsync("datastore_create", JsonSerializer.Serialize(new { resource = new { package_id = package, name = "rows" }, fields, primary_key = key }), site.Site.Token);
        Assert.True(status == 200, answer.ToJsonString());
        return new WrittenTable(site, package, (string)answer["result"]!["resource_id"]!);
    }

    /// <summary>A dataset without resources.</summary>
    public static async Task<string> PackageAsync(CatalogSite site, bool isPrivate = false)
    {
        var (status, answer) = await site.PostAsync(
            "package_create", JsonSerializer.Serialize(new { name = $"written-{Guid.NewGuid():n}", owner_org = "workshop", @private = isPrivate }), site.Site.Token);
        Assert.True(status == 200, answer.ToJsonString());
        return (string)answer["result"]!["id"]!;
    }

    /// <summary>Calls a writing action on the table; <paramref name="more"/> are the other members of the body, as JSON.</summary>
    public async Task<(int Status, JsonNode Body)> CallAsync(string action, string more) =>
        await _site.PostAsync(action, $$"""{"resource_id": "{{Id}}"{{(more.Length > 0 ? ", " : "")}}{{more}}}""", _site.Site.Token);

    /// <summary>The result of a call that must succeed.</summary>
    public async Task<JsonNode> DoneAsync(string action, string more)
    {
        var (status, body) = await CallAsync(action, more);
        Assert.True(status == 200, $"{action} {more}: {status} {body.ToJsonString()}");
        return body["result"]!;
    }

    /// <summary>The error of a call that must be refused, without its type.</summary>
    public async Task<string> RefusedAsync(string action, string more)
    {
        var (status, body) = await CallAsync(action, more);
        Assert.True(status == 409, $"{action} {more}: {status} {body.ToJsonString()}");
        var error = body["error"]!.AsObject();
        Assert.Equal("Validation Error", (string)error["__type"]!);
        error.Remove("__type");
        return error.ToJsonString(Plain);
    }

    public Task InsertAsync(string records) => DoneAsync("datastore_upsert", $"\"method\": \"insert\", \"records\": [{records}]");

    public Task UpsertAsync(string records) => DoneAsync("datastore_upsert", $"\"records\": [{records}]");

    /// <summary>The rows as JSON text, by <c>_id</c>; of a version where one is named.</summary>
    public async Task<string> RowsAsync(int? version = null, string more = "")
    {
        var result = await _site.ResultAsync($"datastore_search?resource_id={Id}{(version is null ? "" : $"&version={version}")}{more}", _site.Site.Token);
        return result["records"]!.ToJsonString(Plain);
    }

    public async Task<int> VersionAsync() => (int)(await _site.ResultAsync($"dataset_version_list?id={Package}", _site.Site.Token))[0]!["version"]!;

    public static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
