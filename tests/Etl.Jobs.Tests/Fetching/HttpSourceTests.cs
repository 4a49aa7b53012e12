using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpenData.Core.Jobs;
using Xunit;

namespace Etl.Jobs.Tests.Fetching;

/// <summary>A worker that may fetch from one server on this machine, and another server there that nobody may reach.</summary>
public sealed class HttpSite : WorkerSite
{
    private readonly FakeServer _server;

    public HttpSite()
        : this(FakeServer.StartAsync().GetAwaiter().GetResult()) { }

    private HttpSite(FakeServer server)
        : base(("Fetch__TestHosts__0", server.Host), ("Etl__FetchTimeoutSeconds", "2"), ("Etl__MaxFileBytes", "3000000"), ("Etl__Attempts", "3")) => _server = server;

    public FakeServer Server => _server;

    public FakeServer Canary { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Canary = await FakeServer.StartAsync();
        StartWorker();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
        await Canary.DisposeAsync();
    }
}

/// <summary>Addresses as a source: conditional requests, and everything that a server may do wrong.</summary>
public sealed class HttpSourceTests(HttpSite site) : IClassFixture<HttpSite>
{
    private static readonly string[] Days = TestSource.Days;
    private static int _names;
    private readonly string _name = $"s{Interlocked.Increment(ref _names)}";

    [Fact]
    public async Task What_was_not_modified_costs_no_parse()
    {
        var source = await HasSourceAsync();
        Serves(Days[0]);

        var first = await source.RunAsync();
        var second = await source.RunAsync();

        Assert.True(first.Status == "published", TestSource.Sentences(first));
        Assert.Equal(("unchanged", "bytes-published"), (second.Status, second.Findings[0].Rule));
        Assert.Equal(["fetch"], second.Steps.Select(step => step.Step));
        var asked = site.Server.Requests($"/{_name}");
        Assert.Equal([false, false, true, true], asked.Select(request => request.Headers.ContainsKey("If-None-Match")));
        Assert.Equal([false, false, true, true], asked.Select(request => request.Headers.ContainsKey("If-Modified-Since")));
    }

    [Fact]
    public async Task The_same_day_from_a_server_that_knows_no_conditions_is_unchanged()
    {
        var source = await HasSourceAsync();
        Serves(Days[0], conditions: false);

        await source.RunAsync();
        var second = await source.RunAsync();

        Assert.Equal("unchanged", second.Status);
        Assert.Single(await source.VersionsAsync());
    }

    [Fact]
    public async Task While_the_source_is_being_updated_the_run_waits_and_then_takes_the_whole_day()
    {
        var source = await HasSourceAsync();
        Serves(Days[0]);
        await source.RunAsync();

        Serves(expenses: Days[1], incomes: Days[0]);
        var half = await source.RunAsync();
        Serves(Days[1]);
        var whole = await source.RunAsync();

        Assert.Equal(("awaiting_input", "period-differs"), (half.Status, half.Findings[0].Rule));
        Assert.Equal(("2016-04-01", "2016-04-15"), (half.Findings[0].Value, half.Findings[0].Expected));
        Assert.Equal(("published", 2), (whole.Status, whole.PublishedVersion));
    }

    [Fact]
    public async Task Validators_of_a_rejected_file_are_not_remembered()
    {
        var source = await HasSourceAsync();
        Serves(Days[0], expensesBytes: TestSource.Original("Expenses", Days[0])[..^1]);

        var first = await source.RunAsync();
        var second = await source.RunAsync();

        Assert.Equal(("rejected", "rejected"), (first.Status, second.Status));
        Assert.Equal("bytes-odd", first.Findings.First(finding => finding.Severity == "error").Rule);
        Assert.DoesNotContain(site.Server.Requests($"/{_name}"), request => request.Headers.ContainsKey("If-None-Match"));
    }

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
    public async Task A_fault_that_passes_is_no_failure()
    {
        var source = await HasSourceAsync();
        Serves(Days[0]);
        var good = 0;
        site.Server.Answers(_name, async http =>
        {
            if (Interlocked.Increment(ref good) == 1)
            {
                http.Response.StatusCode = 503;
                http.Response.Headers.RetryAfter = "1";
                return;
            }

            await ServeAsync(http, Days[0], Days[0], conditions: true, null);
        });

        var run = await source.RunAsync();

        Assert.Equal("published", run.Status);
        Assert.Equal(2, run.Steps[0].Attempt);
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
            http.Response.Redirect($"http://127.0.0.1:{site.Canary.Port}/{_name}");
            return Task.CompletedTask;
        }, asked: 1);

        Assert.Equal("fetch-refused", finding.Rule);
        Assert.Empty(site.Canary.Requests($"/{_name}"));
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
        var source = await HasSourceAsync();
        Serves(Days[0]);
        await source.RunAsync();
        var before = site.Server.Requests($"/{_name}").Count;
        site.Server.Answers(_name, bad);

        var run = await source.RunAsync();
        var requests = site.Server.Requests($"/{_name}").Count - before;
        Serves(Days[1]);
        var after = await source.RunAsync();

        Assert.True(run.Status == "rejected", $"{run.Status}: {TestSource.Sentences(run)}");
        Assert.Equal(asked, requests);
        Assert.True(after is { Status: "published", PublishedVersion: 2 }, $"{after.Status}: {TestSource.Sentences(after)}");
        var finding = Assert.Single(run.Findings);
        Assert.Equal(site.Server.Address($"{_name}/expenses"), finding.File);
        Assert.NotEqual(finding.Message["el"], finding.Message["en"]);
        Assert.All(finding.Message.Values, text => Assert.DoesNotContain("{", text, StringComparison.Ordinal));
        Assert.NotNull(finding.Value);
        Assert.NotNull(finding.Expected);
        return finding;
    }

    private Task<TestSource> HasSourceAsync() => site.HasSourceAsync(json => json["etl"]!["sources"] = new JsonArray(new JsonObject
    {
        ["kind"] = "http",
        ["urls"] = new JsonObject { ["expenditure"] = site.Server.Address($"{_name}/expenses"), ["revenue"] = site.Server.Address($"{_name}/incomes") },
    }));

    private void Serves(string day, bool conditions = true, byte[]? expensesBytes = null) =>
        site.Server.Answers(_name, http => ServeAsync(http, day, day, conditions, expensesBytes));

    private void Serves(string expenses, string incomes) =>
        site.Server.Answers(_name, http => ServeAsync(http, expenses, incomes, conditions: true, null));

    private static async Task ServeAsync(HttpContext http, string expenses, string incomes, bool conditions, byte[]? expensesBytes)
    {
        var isExpenses = http.Request.Path.Value!.EndsWith("/expenses", StringComparison.Ordinal);
        var day = isExpenses ? expenses : incomes;
        var tag = $"\"{day}-{isExpenses}\"";
        if (conditions)
        {
            http.Response.Headers.ETag = tag;
            http.Response.Headers.LastModified = "Fri, 01 Apr 2016 20:00:00 GMT";
            if (http.Request.Headers.IfNoneMatch == tag)
            {
                http.Response.StatusCode = 304;
                return;
            }
        }

        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{day}.csv\"";
        await http.Response.Body.WriteAsync(isExpenses && expensesBytes is not null ? expensesBytes : TestSource.Original(isExpenses ? "Expenses" : "Incomes", day), http.RequestAborted);
    }
}
