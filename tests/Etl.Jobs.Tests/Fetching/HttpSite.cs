using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Etl.Jobs.Tests.Fetching;

/// <summary>The tests of addresses share one worker.</summary>
[CollectionDefinition(Name)]
public sealed class HttpTests : ICollectionFixture<HttpSite>
{
    public const string Name = "http";
}

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

/// <summary>A source of two addresses under a name of its own, and what the server says there.</summary>
internal sealed class HttpDelivery(HttpSite site)
{
    private static int _names;

    public string Name { get; } = $"s{Interlocked.Increment(ref _names)}";

    public Task<TestSource> HasSourceAsync() => site.HasSourceAsync(json => json["etl"]!["sources"] = new JsonArray(new JsonObject
    {
        ["kind"] = "http",
        ["urls"] = new JsonObject { ["expenditure"] = site.Server.Address($"{Name}/expenses"), ["revenue"] = site.Server.Address($"{Name}/incomes") },
    }));

    public void Serves(string day, bool conditions = true, byte[]? expensesBytes = null) =>
        site.Server.Answers(Name, http => ServeAsync(http, day, day, conditions, expensesBytes));

    public void Serves(string expenses, string incomes) =>
        site.Server.Answers(Name, http => ServeAsync(http, expenses, incomes, conditions: true, null));

    public static async Task ServeAsync(HttpContext http, string expenses, string incomes, bool conditions, byte[]? expensesBytes)
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
