using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>Readers who follow <c>_links.next</c>, dump or download while versions are published never see two of them mixed (design A.4).</summary>
public sealed class ReadingWhilePublishingTests(CatalogSite site)
{
    private const int Rows = 60;
    private const int Versions = 25;

    [Fact]
    public async Task Pages_dumps_and_downloads_are_of_one_version_each()
    {
        var package = await site.Data.HasPackageAsync("moving", CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "rows", HasTable = true }] });
        await PublishAsync(package, 1);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(CatalogSite.Ct);
        var id = package.Resources[0].Id;
        var readers = new[]
        {
            ReadAsync(() => PagesAsync(id), done.Token), ReadAsync(() => PagesAsync(id), done.Token), ReadAsync(() => DumpAsync(id), done.Token), ReadAsync(() => DownloadAsync(package), done.Token),
        };

        for (var version = 2; version <= Versions; version++)
            await PublishAsync(package, version);
        await done.CancelAsync();
        var seen = await Task.WhenAll(readers);

        Assert.True(seen.SelectMany(versions => versions).Distinct().Count() > 1, "the readers saw one version only: the test shows nothing");
    }

    /// <summary>Every row of a version holds its number, so that a mixture shows.</summary>
    private Task<int> PublishAsync(SavedPackage package, int version) => site.Data.PublishAsync(package, CatalogSite.Ct, new Table(
        "rows",
        [new Field { Id = "n", Type = "int4" }, new Field { Id = "version", Type = "int4" }],
        ["n"],
        [.. Enumerable.Range(1, Rows).Select(n => new string?[] { n.ToString(CultureInfo.InvariantCulture), version.ToString(CultureInfo.InvariantCulture) })]));

    private static async Task<HashSet<int>> ReadAsync(Func<Task<IReadOnlyList<int>>> read, CancellationToken done)
    {
        var seen = new HashSet<int>();
        while (!done.IsCancellationRequested)
        {
            var versions = await read();
            Assert.Equal(Rows, versions.Count);
            Assert.Single(versions.Distinct());
            seen.Add(versions[0]);
        }

        return seen;
    }

    private async Task<IReadOnlyList<int>> PagesAsync(Guid id)
    {
        var versions = new List<int>();
        var next = $"/api/3/action/datastore_search?resource_id={id}&limit=10";
        while (true)
        {
            var page = JsonNode.Parse(await site.Client.GetStringAsync(next, CatalogSite.Ct))!["result"]!;
            if (page["records"]!.AsArray().Count == 0)
                return versions;
            versions.AddRange(page["records"]!.AsArray().Select(record => (int)record!["version"]!));
            next = (string)page["_links"]!["next"]!;
        }
    }

    private async Task<IReadOnlyList<int>> DumpAsync(Guid id) =>
        Numbers((await site.Client.GetStringAsync($"/datastore/dump/{id}?fields=version", CatalogSite.Ct)).Split('\n').Skip(1));

    /// <summary>The body also has the hash that its tag names.</summary>
    private async Task<IReadOnlyList<int>> DownloadAsync(SavedPackage package)
    {
        using var response = await site.Client.GetAsync($"/dataset/{package.Id}/resource/{package.Resources[0].Id}/download/rows.csv", CatalogSite.Ct);
        var bytes = await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", response.Headers.ETag!.ToString());
        return Numbers(System.Text.Encoding.UTF8.GetString(bytes).Split("\r\n").Skip(1).Select(line => line.Split(',')[^1]));
    }

    private static List<int> Numbers(IEnumerable<string> lines) => [.. lines.Where(line => line.Length > 0).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
}
