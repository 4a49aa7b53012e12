using Microsoft.Playwright;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>A reader's way through the site with scripts switched off (design D.4.1), on links and forms alone.</summary>
[Collection(PortalTests.Name)]
public sealed class JourneyTests(PortalSite site, Browser browser)
{
    private sealed record Words(string Prefix, string Search, string Title, string Paid, string Next, string Difference, string Runs, string Published, string Developers);

    private static readonly Words Greek = new(
        "", "προυπολογισμοσ", "Προϋπολογισμός του Δήμου Θεσσαλονίκης", "Γραμμές 1 ως 50 από 1.157", "Επόμενη σελίδα", "Από την έκδοση 2 στην 3", "Εκτελέσεις", "Δημοσιεύτηκε", "Το πρώτο αίτημα");

    private static readonly Words English = new(
        "/en", "municipality budget", "Budget of the Municipality of Thessaloniki", "Rows 1 to 50 of 1,157", "Next page", "From version 2 to 3", "Runs", "Published", "The first request");

    [Fact]
    public Task A_reader_finds_filters_and_compares_in_Greek() => WalkAsync(Greek);

    [Fact]
    public Task A_reader_finds_filters_and_compares_in_English() => WalkAsync(English);

    private async Task WalkAsync(Words words)
    {
        var page = await browser.OpenAsync(script: false);
        await page.GotoAsync(new Uri(site.Site.Address, words.Prefix + "/").ToString());

        await page.Locator("main input[name=q]").FillAsync(words.Search);
        await page.Locator("main form[role=search] button").ClickAsync();
        await page.Locator("main .cards a").First.ClickAsync();
        await ExpectTextAsync(page, "h1", words.Title);

        await page.Locator($"a[href$='/resource/{site.Expenditure}'].button").ClickAsync();
        await page.Locator("select[name='f.phase']").SelectOptionAsync("paid");
        await page.Locator("main form button[type=submit]").ClickAsync();
        await ExpectTextAsync(page, "#shown", words.Paid);
        await page.Locator("thead a", new PageLocatorOptions { HasTextString = words == Greek ? "Ποσό" : "Amount" }).ClickAsync();
        var first = await page.Locator("tbody tr").First.InnerTextAsync();
        await page.Locator("a[rel=next]").ClickAsync();
        Assert.Contains("version=3", page.Url, StringComparison.Ordinal);
        Assert.NotEqual(first, await page.Locator("tbody tr").First.InnerTextAsync());
        Assert.Equal("paid", await page.Locator("select[name='f.phase']").InputValueAsync());

        await page.Locator(".crumbs a").Nth(1).ClickAsync();
        await page.Locator(".timeline a[href$='/diff/2..3']").ClickAsync();
        await ExpectTextAsync(page, "h1", words.Difference);
        await ExpectTextAsync(page, "table >> nth=0", "307");
        await page.Locator(".chips a").Nth(1).ClickAsync();
        await ExpectTextAsync(page, "#shown", "190");

        await page.Locator("header nav a", new PageLocatorOptions { HasTextString = words.Runs }).ClickAsync();
        await page.Locator("tbody tr", new PageLocatorOptions { HasTextString = words.Published }).First.Locator("th a").ClickAsync();
        await ExpectTextAsync(page, "h1", words.Published);
        await page.GotoAsync(new Uri(site.Site.Address, words.Prefix + "/developers").ToString());
        await ExpectTextAsync(page, "main", words.Developers);

        // The other language is one link away, and everything chosen stays chosen.
        await page.GotoAsync(new Uri(site.Site.Address, words.Prefix + PortalSite.Table(site.Revenue) + "?f.phase=collected&page=2").ToString());
        await page.Locator(".languages a:not([aria-current])").ClickAsync();
        Assert.Equal("collected", await page.Locator("select[name='f.phase']").InputValueAsync());
        Assert.Contains("page=2", page.Url, StringComparison.Ordinal);
        Assert.Equal(words == Greek ? "en" : "el", await page.Locator("html").GetAttributeAsync("lang"));
    }

    private static async Task ExpectTextAsync(IPage page, string selector, string text) =>
        Assert.Contains(text, await page.Locator(selector).First.InnerTextAsync(), StringComparison.Ordinal);
}
