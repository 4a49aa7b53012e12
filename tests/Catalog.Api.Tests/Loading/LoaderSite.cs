using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Catalog.Api.Tests.Uploads;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Loading;

/// <summary>A site with a worker, on which files become tables by themselves.</summary>
public sealed partial class LoaderSite : IAsyncLifetime
{
    internal CatalogSite Catalog { get; } = new(new Dictionary<string, string?>
    {
        ["Loading__Automatic"] = "true", ["Jobs__PollMilliseconds"] = "50", ["Jobs__InvisibilitySeconds"] = "30", ["Etl__Attempts"] = "1",
    });

    public async ValueTask InitializeAsync()
    {
        await Catalog.InitializeAsync();
        Catalog.Site.StartWorker();
    }

    public ValueTask DisposeAsync() => Catalog.DisposeAsync();

    /// <summary>A resource with that file, in a dataset of its own.</summary>
    internal async Task<string> HasFileAsync(string name, byte[] content, bool isPrivate = false, params (string Name, string Value)[] fields)
    {
        var made = await Catalog.UploadAsync("resource_create", name, content, [("package_id", await Catalog.HasDatasetAsync(isPrivate)), .. fields]);
        return (string)made["id"]!;
    }

    /// <summary>Another file in its place.</summary>
    internal Task ReplaceAsync(string resource, string name, byte[] content) => Catalog.UploadAsync("resource_patch", name, content, ("id", resource));

    /// <summary>What xloader_status says when the last load is over.</summary>
    internal async Task<JsonNode> EndAsync(string resource)
    {
        while (true)
        {
            var (status, body) = await Catalog.GetAsync($"xloader_status?resource_id={resource}", Catalog.Site.Token);
            if (status == 200 && (string?)body["result"]!["status"] is "complete" or "error")
                return body["result"]!;
            Assert.True(status is 200 or 404, body.ToJsonString());
            await Task.Delay(50, CatalogSite.Ct);
        }
    }

    /// <summary>Loads it once more, to the end.</summary>
    internal async Task<JsonNode> LoadAsync(string resource, bool ignoreHash = false)
    {
        await EndAsync(resource);
        Assert.True((bool)await Catalog.MakeAsync("xloader_submit", new JsonObject { ["resource_id"] = resource, ["ignore_hash"] = ignoreHash }));
        return await EndAsync(resource);
    }

    /// <summary>Columns with their types, then the rows, each without its number.</summary>
    internal async Task<(string Columns, string Rows)> TableAsync(string resource)
    {
        var found = await Catalog.ResultAsync($"datastore_search?resource_id={resource}&records_format=csv&limit=10", Catalog.Site.Token);
        var columns = string.Join(' ', found["fields"]!.AsArray().Skip(1).Select(field => $"{field!["id"]}:{field["type"]}"));
        var rows = ((string)found["records"]!).ReplaceLineEndings("\n").TrimEnd('\n');
        return (columns, Number().Replace(rows, ""));
    }

    [GeneratedRegex("^[0-9]+,", RegexOptions.Multiline)]
    private static partial Regex Number();

    /// <summary>The number of the dataset's current version.</summary>
    internal async Task<int> VersionAsync(string resource)
    {
        await using var connection = await Catalog.Site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        await using var command = new Npgsql.NpgsqlCommand("select p.current_version from catalog.package p join catalog.resource r on r.package_id = p.id where r.id = $1", connection);
        command.Parameters.Add(new() { Value = Guid.Parse(resource) });
        return (int)(await command.ExecuteScalarAsync(CatalogSite.Ct))!;
    }
}
