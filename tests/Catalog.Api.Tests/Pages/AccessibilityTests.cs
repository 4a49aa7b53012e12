using Deque.AxeCore.Playwright;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>Every page in both languages under axe's rules, and on a narrow screen (design D.3, D.4.2).</summary>
[Collection(PortalTests.Name)]
public sealed class AccessibilityTests(PortalSite site, Browser browser)
{
    [Theory]
    [InlineData("el")]
    [InlineData("en")]
    public async Task No_page_breaks_a_rule(string language)
    {
        var page = await browser.OpenAsync(script: true);
        foreach (var path in site.Kinds)
        {
            await page.GotoAsync(Address(language, path));
            var result = await page.RunAxe();

            Assert.True(result.Violations.Length == 0, $"{path} ({language}): " + string.Join(Environment.NewLine, result.Violations.Select(violation =>
                $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html).Take(3))}")));
        }
    }

    [Theory]
    [InlineData("el", 360)]
    [InlineData("en", 360)]
    [InlineData("el", 320)]
    public async Task No_page_is_wider_than_a_phone(string language, int width)
    {
        var page = await browser.OpenAsync(script: true, width);
        foreach (var path in site.Paths)
        {
            await page.GotoAsync(Address(language, path));
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");

            Assert.True(wide <= width, $"{path} ({language}): {wide} px");
        }
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_skips_to_the_content()
    {
        var page = await browser.OpenAsync(script: true);
        await page.GotoAsync(Address("en", "/runs"));

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        Assert.Equal("content", await page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task No_page_asks_another_host_for_anything()
    {
        var page = await browser.OpenAsync(script: true);
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);

        foreach (var path in site.Paths)
            await page.GotoAsync(Address("el", path));

        Assert.Equal([site.Site.Address.Authority], hosts);
    }

    private string Address(string language, string path) => new Uri(site.Site.Address, (language == "el" ? "" : "/en") + path).ToString();
}
