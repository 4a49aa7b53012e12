using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using OpenData.Core.Jobs;
using Xunit;

namespace Etl.Jobs.Tests.Fetching;

/// <summary>Everything that a server may do wrong: the run ends with one finding, and the next good day is published.</summary>
[Collection(HttpTests.Name)]
public sealed class HttpFaultTests(HttpSite site)
{
    private static readonly string[] Days = TestSource.Days;
    private readonly HttpDelivery _delivery = new(site);

    [Fact]
    public async Task An_answer_of_500_is_tried_again_and_then_the_run_is_rejected()
    {
        var finding = await RejectedAsync(http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        }, asked: 3);

        Assert.Equal(("fetch-failed", "HTTP 500", "HTTP 200 | 304"), (finding.Rule, finding.Value, finding.Expected));
    }

    [Fact]
    public async Task A_missing_file_is_not_asked_for_again()
    {
        var finding = await RejectedAsync(http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }, asked: 1);

        Assert.Equal(("fetch-failed", "HTTP 404"), (finding.Rule, finding.Value));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        var finding = await RejectedAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted), asked: 3);

        Assert.Equal(("fetch-timeout", "2"), (finding.Rule, finding.Args["seconds"]));
    }

    [Fact]
    public async Task A_server_that_sends_a_byte_now_and_then_is_given_up()
    {
        var finding = await RejectedAsync(async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync("a"u8.ToArray(), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(100, http.RequestAborted);
            }
        }, asked: 3);

        Assert.Equal("fetch-timeout", finding.Rule);
    }

    [Fact]
    public async Task A_server_that_never_ends_is_cut_at_the_limit()
    {
        var finding = await RejectedAsync(async http =>
        {
            var block = new byte[65536];
            while (!http.RequestAborted.IsCancellationRequested)
                await http.Response.Body.WriteAsync(block, http.RequestAborted);
        }, asked: 1);

        Assert.Equal(("file-too-large", "3000000"), (finding.Rule, finding.Args["most"]));
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_to_a_large_one_is_cut_at_the_limit()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[30_000_000], WorkerSite.Ct);

        var finding = await RejectedAsync(async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await http.Response.Body.WriteAsync(packed.ToArray(), http.RequestAborted);
        }, asked: 1);

        Assert.Equal("file-too-large", finding.Rule);
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_is_refused_and_not_followed()
    {
        var finding = await RejectedAsync(http =>
        {
            http.Response.Redirect($"http://127.0.0.1:{site.Canary.Port}/{_delivery.Name}");
            return Task.CompletedTask;
        }, asked: 1);

        Assert.Equal("fetch-refused", finding.Rule);
        Assert.Empty(site.Canary.Requests($"/{_delivery.Name}"));
    }

    [Fact]
    public async Task A_redirect_to_the_metadata_of_a_private_network_is_refused()
    {
        var finding = await RejectedAsync(http =>
        {
            http.Response.Redirect("http://10.0.0.1/latest/meta-data/");
            return Task.CompletedTask;
        }, asked: 1);

        Assert.Equal(("fetch-refused", "http://10.0.0.1/latest/meta-data/ [10.0.0.1 = 10.0.0.1]"), (finding.Rule, finding.Value));
    }

    [Fact]
    public async Task More_than_five_redirects_are_refused()
    {
        var finding = await RejectedAsync(http =>
        {
            http.Response.Redirect($"{http.Request.Path}x");
            return Task.CompletedTask;
        }, asked: 6);

        Assert.Equal("fetch-refused", finding.Rule);
    }

    /// <summary>An answer that ends the run; afterwards the server gives the good day, which publishes.</summary>
    private async Task<RunFinding> RejectedAsync(RequestDelegate bad, int asked)
    {
        var source = await _delivery.HasSourceAsync();
        _delivery.Serves(Days[0]);
        await source.RunAsync();
        var before = site.Server.Requests($"/{_delivery.Name}").Count;
        site.Server.Answers(_delivery.Name, bad);

        var run = await source.RunAsync();
        var requests = site.Server.Requests($"/{_delivery.Name}").Count - before;
        _delivery.Serves(Days[1]);
        var after = await source.RunAsync();

        Assert.True(run.Status == "rejected", $"{run.Status}: {TestSource.Sentences(run)}");
        Assert.Equal(asked, requests);
        Assert.True(after is { Status: "published", PublishedVersion: 2 }, $"{after.Status}: {TestSource.Sentences(after)}");
        var finding = Assert.Single(run.Findings);
        Assert.Equal(site.Server.Address($"{_delivery.Name}/expenses"), finding.File);
        Assert.NotEqual(finding.Message["el"], finding.Message["en"]);
        Assert.All(finding.Message.Values, text => Assert.DoesNotContain("{", text, StringComparison.Ordinal));
        Assert.NotNull(finding.Value);
        Assert.NotNull(finding.Expected);
        return finding;
    }
}
