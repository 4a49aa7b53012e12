using Catalog.Api.Tests.Pages;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Files that would run in a browser are saved and not shown (security rule 17).</summary>
[Collection(PortalTests.Name)]
public sealed class ActiveContentTests(CatalogSite site, Browser browser)
{
    [Theory]
    [InlineData("page.html", "<html><script>document.title = 'ran'</script></html>", "text/html")]
    [InlineData("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:sx(18)'><text>x</text></a><script>sx(1)</script></svg>", "image/svg+xml")]
    [InlineData("a.xml", "<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>sx(1)</script></x>", "application/xml")]
    public async Task They_are_attachments_without_rights(string fileName, string content, string mediaType)
    {
        var made = await site.UploadAsync("resource_create", fileName, Upload.Bytes(content), ("package_id", await site.HasDatasetAsync()));
        using var response = await site.Client.GetAsync((string)made["url"]!, CatalogSite.Ct);

        Assert.Equal((mediaType, "attachment"), (response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Equal(("nosniff", "sandbox; default-src 'none'"), (response.Headers.GetValues("X-Content-Type-Options").Single(), response.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.Equal(content, await response.Content.ReadAsStringAsync(CatalogSite.Ct));
    }

    [Theory]
    [InlineData("text/javascript")]
    [InlineData("application/x-javascript; charset=utf-8")]
    [InlineData("application/ecmascript")]
    public async Task Our_own_pages_cannot_be_made_to_run_an_uploaded_script(string mediaType)
    {
        var made = await site.UploadAsync("resource_create", "a.js", Upload.Bytes("sx(1)"), ("package_id", await site.HasDatasetAsync()), ("mimetype", mediaType));
        using var response = await site.Client.GetAsync((string)made["url"]!, CatalogSite.Ct);

        Assert.Equal((mediaType, "text/plain; charset=utf-8"), ((string)made["mimetype"]!, response.Content.Headers.ContentType!.ToString()));
    }

    [Fact]
    public async Task A_browser_that_is_led_to_a_page_saves_it_and_runs_nothing()
    {
        var made = await site.UploadAsync("resource_create", "page.html", Upload.Bytes("<script>alert(1)</script>"), ("package_id", await site.HasDatasetAsync()));
        var page = await browser.OpenAsync(script: true);
        var ran = false;
        page.Dialog += (_, dialog) =>
        {
            ran = true;
            _ = dialog.DismissAsync();
        };
        await page.GotoAsync(new Uri(site.Client.BaseAddress!, "/api/3").ToString());

        var download = await page.RunAndWaitForDownloadAsync(() => page.EvaluateAsync($"() => {{ location = '{made["url"]}' }}"));

        Assert.Equal("page.html", download.SuggestedFilename);
        Assert.False(ran);
    }

    [Fact]
    public async Task A_file_that_hides_a_page_under_a_tables_name_is_refused_in_words()
    {
        var dataset = await site.HasDatasetAsync();

        var (status, error) = await site.TryUploadAsync("resource_create", "budget.csv", Upload.Bytes("<!doctype html><script>sx(1)</script>"), ("package_id", dataset));

        Assert.Equal((409, """{"upload":["The file is named .csv but holds a web page or other markup"]}"""), (status, error));
        Assert.Empty((await site.ResultAsync($"package_show?id={dataset}"))["resources"]!.AsArray());
    }
}
