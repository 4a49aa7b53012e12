using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>A table page shows exactly the rows that its own printed request gives (design D.4.6).</summary>
[Collection(PortalTests.Name)]
public sealed partial class TablePageTests(PortalSite site)
{
    [Theory]
    [InlineData("")]
    [InlineData("?page=3")]
    [InlineData("?f.phase=paid&sort=amount+desc")]
    [InlineData("?f.amount=%3E%3D1000000&f.fiscal_year=2016&sort=amount")]
    [InlineData("?q=ηλεκτροφωτισμος")]
    [InlineData("?q=%27%22&version=1")]
    [InlineData("?version=1&f.service=Γενικές+υπηρεσίες&sort=code+desc&page=2")]
    public async Task The_printed_request_gives_the_rows_on_the_screen(string query)
    {
        var html = await site.GetAsync(PortalSite.Table(site.Expenditure) + query);

        var command = WebUtility.HtmlDecode(DeveloperGuideTests.Commands().Match(html).Groups["text"].Value);
        var answer = JsonNode.Parse(await DeveloperGuideTests.ShellAsync(command))!;

        Assert.Equal(answer["result"]!["records"]!.AsArray().Select(record => record!["_id"]!.ToString()), Ids(html));
    }

    [Fact]
    public async Task The_next_page_is_of_the_version_that_the_first_page_showed()
    {
        var html = await site.GetAsync(PortalSite.Table(site.Expenditure) + "?f.phase=paid");

        var next = WebUtility.HtmlDecode(Regex.Match(html, "rel=\"next\" href=\"(?<path>[^\"]+)\"").Groups["path"].Value);

        Assert.Contains("version=3", next, StringComparison.Ordinal);
        Assert.Contains("f.phase=paid", next, StringComparison.Ordinal);
        Assert.Empty(Ids(html).Intersect(Ids(await site.GetAsync(next))));
    }

    [Theory]
    [InlineData("", ">112.450,00<")]
    [InlineData("/en", ">112,450.00<")]
    public async Task Amounts_are_written_as_the_language_writes_them(string prefix, string expected)
    {
        var html = await site.GetAsync(prefix + PortalSite.Table(site.Expenditure) + "?f.phase=initial&f.amount=112450");

        Assert.Contains(expected, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_fits_no_number_is_explained_beside_the_form()
    {
        var html = await site.GetAsync(PortalSite.Table(site.Expenditure) + "?f.amount=abc", 400);

        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"abc\"", html, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ids(string html) => RowIds().Matches(html).Select(match => match.Groups["id"].Value);

    [GeneratedRegex("<td class=\"num soft\">(?<id>[0-9]+)</td>")]
    private static partial Regex RowIds();
}
