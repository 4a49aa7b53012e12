using Microsoft.Playwright;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>The machine's own Chromium, started once.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A window of its own, cookies and cache included.</summary>
    /// <param name="script">False: as for a reader who switched scripts off.</param>
    /// <param name="width">Of the window in CSS pixels.</param>
    public async Task<IPage> OpenAsync(bool script, int width = 1280)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = script, ViewportSize = new ViewportSize { Width = width, Height = 900 }, Locale = "el-GR",
        });
        return await context.NewPageAsync();
    }
}
