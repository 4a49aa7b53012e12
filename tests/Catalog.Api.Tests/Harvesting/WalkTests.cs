using System.Text.Json.Nodes;
using OpenData.Core.Packages;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Harvesting;

/// <summary>Walks over the catalog as harvesters make them (contract 3.1, 4.8), on a site of their own, because they count everything.</summary>
public sealed class WalkTests : IAsyncLifetime
{
    private TestSite _site = null!;
    private DataBuilder _data = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await TestSite.StartAsync(null, CancellationToken.None);
        _data = new DataBuilder(_site);
        foreach (var organization in new[] { "north", "south", "east" })
            await _data.Organizations.SaveAsync(organization, new Dictionary<string, string> { ["en"] = organization }, "", CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private Task<SavedPackage> HasAsync(string name, string organization, string title = "Title", bool isPrivate = false, string state = "active") =>
        _data.HasPackageAsync(name, Ct, draft => draft with { Title = new Dictionary<string, string> { ["en"] = title }, OwnerOrg = organization, Private = isPrivate, State = state, Tags = ["tag"] });

    private async Task<JsonNode> GetAsync(string request)
    {
        using var response = await _site.Client.GetAsync($"/api/3/action/{request}", Ct);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;
        Assert.True(response.IsSuccessStatusCode, body.ToJsonString());
        return body["result"]!;
    }

    /// <summary>As the stock CKAN harvester does: until a page is empty; two equal bodies one after the other would stop it with an error.</summary>
    private async Task<Dictionary<string, string>> HarvestAsync(string filter, int rows, Func<Task>? between = null)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var start = 0; ; start += rows)
        {
            var page = (await GetAsync($"package_search?rows={rows}&start={start}&sort=id+asc{filter}"))["results"]!.AsArray();
            if (page.Count == 0)
                return found;
            foreach (var dataset in page)
                found[(string)dataset!["name"]!] = (string)dataset["metadata_modified"]!;
            if (between is not null)
                await between();
        }
    }

    [Fact]
    public async Task A_harvest_is_complete_while_fifty_datasets_are_being_published()
    {
        for (var i = 0; i < 120; i++)
            await HasAsync($"old-{i:000}", i % 3 == 0 ? "north" : i % 3 == 1 ? "south" : "east");
        var before = DateTimeOffset.UtcNow;
        var published = 0;
        Task PublishAsync() => Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            var i = Interlocked.Increment(ref published);
            if (i <= 50)
                await HasAsync(i % 2 == 0 ? $"new-{i:000}" : $"old-{i:000}", "north", title: $"Version {i}");
        }));

        var walked = await HarvestAsync("", rows: 10, PublishAsync);
        var since = await HarvestAsync($"&fq=organization%3Anorth+OR+organization%3Asouth+metadata_modified%3A%5B{before.UtcDateTime:yyyy-MM-ddTHH\\:mm\\:ss.ffffff}Z+TO+%2A%5D", rows: 10);
        var others = await HarvestAsync("&fq=-organization%3Anorth+-organization%3Asouth", rows: 7);

        Assert.True(published >= 50);
        Assert.All(Enumerable.Range(0, 120), i => Assert.Contains($"old-{i:000}", walked.Keys));
        Assert.Equal(
            Enumerable.Range(1, 50).Select(i => i % 2 == 0 ? $"new-{i:000}" : $"old-{i:000}").Order(StringComparer.Ordinal),
            since.Keys.Order(StringComparer.Ordinal));
        Assert.All(others.Keys, name => Assert.StartsWith("old-", name, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 120).Count(i => i % 3 == 2 && !(i % 2 == 1 && i <= 50)), others.Count);
    }

    [Fact]
    public async Task A_walk_by_cursor_holds_what_was_listed_when_it_began()
    {
        for (var i = 0; i < 25; i++)
            await HasAsync($"kept-{i:00}", "north");
        await HasAsync("hidden", "north", isPrivate: true);
        var names = new List<string>();
        string? cursor = "*";
        var pages = 0;
        while (cursor is not null)
        {
            var page = await GetAsync($"package_search?rows=4&cursor={cursor}");
            names.AddRange(page["results"]!.AsArray().Select(dataset => (string)dataset!["name"]!));
            cursor = (string?)page["next_cursor"];
            pages++;
            await HasAsync($"late-{pages:00}", "north");
            await HasAsync($"kept-{pages:00}", "south", title: "Changed");
            await HasAsync("hidden", "north");   // public only now: not of this walk
            Assert.True(pages < 20);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"kept-{i:00}"), names.Order(StringComparer.Ordinal));
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=*&sort=name asc")]
    [InlineData("cursor=*&start=5")]
    [InlineData("cursor=MTIz")]
    public async Task A_cursor_that_is_none_or_is_asked_to_jump_is_refused(string query)
    {
        using var response = await _site.Client.GetAsync($"/api/3/action/package_search?{query}", Ct);

        Assert.Equal(409, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_time_of_change_moves_exactly_when_something_stored_moved()
    {
        await HasAsync("still", "north");
        var first = (string)(await GetAsync("package_show?id=still"))["metadata_modified"]!;
        await HasAsync("still", "north");
        var same = (string)(await GetAsync("package_show?id=still"))["metadata_modified"]!;
        await HasAsync("still", "north", title: "Another title");
        var changed = (string)(await GetAsync("package_show?id=still"))["metadata_modified"]!;

        Assert.Equal(first, same);
        Assert.True(string.CompareOrdinal(changed, first) > 0);
        Assert.Equal(changed, (string)(await GetAsync($"package_search?fq=metadata_modified:[{changed}Z TO {changed}Z]"))["results"]![0]!["metadata_modified"]!);
        Assert.Equal(0, (int)(await GetAsync($"package_search?fq=metadata_modified:{{{changed}Z TO *] name:still"))["count"]!);
    }

    [Fact]
    public async Task What_is_no_longer_public_is_told_with_its_reason_until_it_is_back()
    {
        await HasAsync("to-delete", "north");
        await HasAsync("to-hide", "north");
        await HasAsync("to-draft", "north");
        await HasAsync("to-return", "north");
        await HasAsync("never-public", "north", isPrivate: true);
        var start = (string)(await GetAsync("package_tombstone_list"))["next_cursor"]!;

        await HasAsync("to-delete", "north", state: "deleted");
        await HasAsync("to-hide", "north", isPrivate: true);
        await HasAsync("to-draft", "north", state: "draft");
        await HasAsync("to-return", "north", state: "deleted");
        await HasAsync("never-public", "north", isPrivate: true, state: "deleted");
        var gone = await GetAsync($"package_tombstone_list?cursor={start}");
        await HasAsync("to-return", "north");
        var after = await GetAsync($"package_tombstone_list?cursor={start}");

        Assert.Equal(["to-delete deleted", "to-hide private", "to-draft draft", "to-return deleted"], Told(gone));
        Assert.Equal(["to-delete deleted", "to-hide private", "to-draft draft"], Told(after));
        Assert.Equal(["deleted_at", "id", "name", "reason"], gone["tombstones"]![0]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(Told(after), Told(await GetAsync($"package_tombstone_list?cursor={after["next_cursor"]}")));   // of the last minute: told again, never left out
    }

    [Fact]
    public async Task Tombstones_come_in_pages()
    {
        for (var i = 0; i < 5; i++)
            await HasAsync($"page-{i}", "north");
        for (var i = 0; i < 5; i++)
            await HasAsync($"page-{i}", "north", state: "deleted");
        var first = await GetAsync("package_tombstone_list?limit=3&since=2020-01-01");
        var second = await GetAsync($"package_tombstone_list?limit=3&cursor={first["next_cursor"]}");

        Assert.Equal(["page-0 deleted", "page-1 deleted", "page-2 deleted"], Told(first));
        Assert.Equal(["page-3 deleted", "page-4 deleted"], Told(second));
        Assert.Empty(Told(await GetAsync("package_tombstone_list?since=2999-01-01")));
    }

    private static IEnumerable<string> Told(JsonNode page) => page["tombstones"]!.AsArray().Select(tombstone => $"{tombstone!["name"]} {tombstone["reason"]}");
}
