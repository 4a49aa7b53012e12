using System.Collections.Concurrent;
using Catalog.Api.Tests.Pages;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>The page of the OpenAPI document in a real browser: it lists the actions and calls one, under its own content policy.</summary>
[Collection(PortalTests.Name)]
public sealed class OpenApiPageTests(CatalogSite site, Browser browser)
{
    [Fact]
    public async Task It_lists_the_actions_and_tries_one_out()
    {
        var page = await browser.OpenAsync(script: true);
        var complaints = new ConcurrentBag<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(new Uri(site.Client.BaseAddress!, "/developers/api").ToString());

        await page.Locator("#operations-tag-Actions").ClickAsync();
        await page.Locator("#operations-Actions-get_status_show").ClickAsync();
        await page.Locator("#operations-Actions-get_status_show .try-out__btn").ClickAsync();
        await page.Locator("#operations-Actions-get_status_show .execute").ClickAsync();
        var answer = page.Locator("#operations-Actions-get_status_show .live-responses-table .response-col_description .microlight").First;
        await answer.WaitForAsync();

        Assert.Contains("ckan_version", await answer.InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await page.Locator(".opblock-tag").CountAsync() > 8);
        Assert.Empty(complaints);
    }
}
