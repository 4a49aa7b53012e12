using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Datastore.Sql;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>A page that has become too large ends behind a row and says so; who goes on behind it, by whichever of the ways, gets every row once.</summary>
public sealed class PageBytesTests
{
    private const int Rows = 60;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("objects", "")]
    [InlineData("lists", "&sort=year desc")]
    [InlineData("csv", "")]
    [InlineData("objects", "&cursor=")]
    public async Task Every_row_comes_once_however_many_pages_it_takes(string format, string more)
    {
        await using var site = await SqlSite.StartAsync(Ct, ("Datastore__SearchBytesMax", "3000"));
        var package = await site.HasTableAsync("long", Ct);
        await site.PublishAsync(package, new string('x', 100), Ct, Rows);
        var path = $"/api/3/action/datastore_search?resource_id={site.Names["long"]}&records_format={format}&limit=50{more}";
        var (names, pages) = (new List<string>(), new List<(long Limit, int Count, string? By, long Total)>());

        for (string? next = path; next is not null; )
        {
            var result = (await site.Site.Client.GetFromJsonAsync<JsonNode>(next, Ct))!["result"]!;
            var found = format switch
            {
                "objects" => result["records"]!.AsArray().Select(row => (string)row!["name"]!),
                "lists" => result["records"]!.AsArray().Select(row => (string)row![1]!),
                _ => ((string)result["records"]!).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(',')[1]),
            };
            var count = names.Count;
            names.AddRange(found);
            pages.Add(((long)result["limit"]!, names.Count - count, (string?)result["records_truncated_by"], (long)result["total"]!));
            next = names.Count == count ? null : (string?)result["_links"]!["next"];
        }

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"line {i}").Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Assert.All(pages.Take(3), page => Assert.Equal((page.Count, "bytes"), (page.Limit, page.By)));
        Assert.Equal((50, null), (pages[^1].Limit, pages[^1].By));
        Assert.All(pages, page => Assert.Equal(Rows, page.Total));
    }
}
