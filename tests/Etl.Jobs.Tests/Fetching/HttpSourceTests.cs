using Xunit;

namespace Etl.Jobs.Tests.Fetching;

/// <summary>Addresses as a source: conditional requests, and days that come whole or in halves.</summary>
[Collection(HttpTests.Name)]
public sealed class HttpSourceTests(HttpSite site)
{
    private static readonly string[] Days = TestSource.Days;
    private readonly HttpDelivery _delivery = new(site);

    [Fact]
    public async Task What_was_not_modified_costs_no_parse()
    {
        var source = await _delivery.HasSourceAsync();
        _delivery.Serves(Days[0]);

        var first = await source.RunAsync();
        var second = await source.RunAsync();

        Assert.True(first.Status == "published", TestSource.Sentences(first));
        Assert.Equal(("unchanged", "bytes-published"), (second.Status, second.Findings[0].Rule));
        Assert.Equal(["fetch"], second.Steps.Select(step => step.Step));
        var asked = site.Server.Requests($"/{_delivery.Name}");
        Assert.Equal([false, false, true, true], asked.Select(request => request.Headers.ContainsKey("If-None-Match")));
        Assert.Equal([false, false, true, true], asked.Select(request => request.Headers.ContainsKey("If-Modified-Since")));
    }

    [Fact]
    public async Task The_same_day_from_a_server_that_knows_no_conditions_is_unchanged()
    {
        var source = await _delivery.HasSourceAsync();
        _delivery.Serves(Days[0], conditions: false);

        await source.RunAsync();
        var second = await source.RunAsync();

        Assert.Equal("unchanged", second.Status);
        Assert.Single(await source.VersionsAsync());
    }

    [Fact]
    public async Task While_the_source_is_being_updated_the_run_waits_and_then_takes_the_whole_day()
    {
        var source = await _delivery.HasSourceAsync();
        _delivery.Serves(Days[0]);
        await source.RunAsync();

        _delivery.Serves(expenses: Days[1], incomes: Days[0]);
        var half = await source.RunAsync();
        _delivery.Serves(Days[1]);
        var whole = await source.RunAsync();

        Assert.Equal(("awaiting_input", "period-differs"), (half.Status, half.Findings[0].Rule));
        Assert.Equal(("2016-04-01", "2016-04-15"), (half.Findings[0].Value, half.Findings[0].Expected));
        Assert.Equal(("published", 2), (whole.Status, whole.PublishedVersion));
    }

    [Fact]
    public async Task Validators_of_a_rejected_file_are_not_remembered()
    {
        var source = await _delivery.HasSourceAsync();
        _delivery.Serves(Days[0], expensesBytes: TestSource.Original("Expenses", Days[0])[..^1]);

        var first = await source.RunAsync();
        var second = await source.RunAsync();

        Assert.Equal(("rejected", "rejected"), (first.Status, second.Status));
        Assert.Equal("bytes-odd", first.Findings.First(finding => finding.Severity == "error").Rule);
        Assert.DoesNotContain(site.Server.Requests($"/{_delivery.Name}"), request => request.Headers.ContainsKey("If-None-Match"));
    }

    [Fact]
    public async Task A_fault_that_passes_is_no_failure()
    {
        var source = await _delivery.HasSourceAsync();
        _delivery.Serves(Days[0]);
        var good = 0;
        site.Server.Answers(_delivery.Name, async http =>
        {
            if (Interlocked.Increment(ref good) == 1)
            {
                http.Response.StatusCode = 503;
                http.Response.Headers.RetryAfter = "1";
                return;
            }

            await HttpDelivery.ServeAsync(http, Days[0], Days[0], conditions: true, null);
        });

        var run = await source.RunAsync();

        Assert.Equal("published", run.Status);
        Assert.Equal(2, run.Steps[0].Attempt);
    }
}
