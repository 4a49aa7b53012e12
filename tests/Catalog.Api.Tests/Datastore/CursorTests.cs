using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>Pages by place skip and repeat nothing.</summary>
public sealed class CursorTests(CatalogSite site)
{
    /// <summary>Follows the links to the end.</summary>
    private async Task<List<string>> FollowAsync(string address, Func<int, Task> between)
    {
        var rows = new List<string>();
        for (var page = 1; page < 100; page++)
        {
            var result = await site.ResultAsync(address, site.Site.Token);
            Assert.Equal(7, (int)result["total"]!);
            rows.AddRange(result["records"]!.AsArray().Select(row => row!.ToJsonString(WrittenTable.Plain)));
            if (result["_links"]!["next"] is not { } next)
                return rows;
            address = ((string)next!)["/api/3/action/".Length..];
            await between(page);
        }

        throw new InvalidOperationException("no end");
    }

    [Theory]
    [InlineData("", "1 2 3 4 5 6 7")]
    [InlineData("&sort=a", "3 6 1 4 7 2 5")]
    [InlineData("&sort=a desc", "2 5 7 1 4 3 6")]
    [InlineData("&sort=a desc nulls last, _id desc", "7 4 1 6 3 5 2")]
    [InlineData("&sort=at desc nulls last, a nulls first", "7 6 4 3 2 5 1")]
    [InlineData("&sort=_id desc", "7 6 5 4 3 2 1")]
    public async Task Pages_by_cursor_hold_every_row_of_their_version_once_whatever_is_written_meanwhile(string sort, string expected)
    {
        var table = await WrittenTable.MakeAsync(site, "n int, a text, at timestamp", "n");
        await table.UpsertAsync("""
            {"n": 1, "a": "b", "at": "2020-01-01T00:00:00.25"}, {"n": 2, "a": null, "at": "2020-01-01T00:00:00.5"}, {"n": 3, "a": "a", "at": "2020-01-01T00:00:00.75"},
            {"n": 4, "a": "b", "at": "2020-01-02T00:00:00"}, {"n": 5, "a": null, "at": "2020-01-01T00:00:00.5"}, {"n": 6, "a": "a", "at": "2020-01-03T00:00:00"}, {"n": 7, "a": "c", "at": "2021-01-01T00:00:00"}
            """);

        foreach (var format in new[] { "lists", "objects" })
        {
            var rows = await FollowAsync($"datastore_search?resource_id={table.Id}&cursor=&limit=2&fields=n&records_format={format}{sort}", page => table.UpsertAsync($$"""{"n": {{page - 3}}, "a": "b"}, {"n": 4, "a": "zz"}"""));
            Assert.Equal(expected, string.Join(' ', rows).Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace("{\"n\":", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
            await table.DoneAsync("datastore_delete", """ "filters": {"n": {"lt": 1}}""");
            await table.UpsertAsync("""{"n": 1, "a": "b", "at": "2020-01-01T00:00:00.25"}, {"n": 4, "a": "b", "at": "2020-01-02T00:00:00"}""");
        }
    }

    [Theory]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=WzFd")]
    [InlineData("cursor=WyJ4Il0")]
    [InlineData("cursor=&offset=1")]
    [InlineData("cursor=&distinct=true")]
    [InlineData("cursor=&q=x")]
    public async Task A_cursor_that_is_none_or_has_no_order_is_refused(string query) =>
        Assert.Equal(409, (await site.GetAsync($"datastore_search?resource_id={site.TreesId}&{query}")).Status);
}
