using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenData.Core.Cubes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Budget;

/// <summary>A running site with the three real days of April 2016 as versions 1 to 3, and budgets that only a sysadmin may read.</summary>
public sealed class BudgetSite : IAsyncLifetime
{
    public const string Name = "thessaloniki-budget";

    private TestSite? _site;

    internal TestSite Site => _site ?? throw new InvalidOperationException("not started");

    internal TestBudget Budget { get; private set; } = null!;

    /// <summary>Private; one of its amounts is negative, one label is an attack.</summary>
    internal TestBudget Secret { get; private set; } = null!;

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        _site = await TestSite.StartAsync(null, ct);
        Budget = await TestBudget.CreateAsync(_site.Database, _site.Files, Name, ct);
        await new CodeListStore(_site.Database).SaveAsync(Budget.PackageId, [.. new[] { "directions", "phases", "services", "economic" }.SelectMany(Entries)], [.. Uses()], ct);
        foreach (var (day, time) in new[] { (1, "22.54"), (15, "21.29"), (29, "21.29") })
            await Budget.PublishAsync(TestBudget.Thessaloniki($"2016_04_{day:00}_{time}"), new DateOnly(2016, 4, day), ct);

        Secret = await TestBudget.CreateAsync(_site.Database, _site.Files, "secret-budget", ct, isPrivate: true);
        await Secret.PublishAsync(
        [
            new(2015, "expenditure", "Γραφείο", "6011", "=cmd|' /C calc'!A0 <script>alert(1)</script> \"&\"", "paid", 120.50m),
            new(2015, "expenditure", "Γραφείο", "6012", "Επιστροφή", "paid", -20.25m),
            new(2016, "expenditure", "Γραφείο", "6013", "Μηδέν", "paid", 0.00m),
        ], null, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    /// <summary>Any address, as the sysadmin if asked for.</summary>
    internal async Task<HttpResponseMessage> GetAsync(string path, bool asAdmin = false, HttpMethod? method = null, string? etag = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (asAdmin)
            request.Headers.TryAddWithoutValidation("Authorization", Site.Token);
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        var response = await Site.Client.SendAsync(request, Ct);
        Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode} {Site.Log("Catalog.Api")[^Math.Min(3000, Site.Log("Catalog.Api").Length)..]}");
        return response;
    }

    /// <summary>Status and body of <c>budget_aggregate</c> or another action with these parameters.</summary>
    internal async Task<(int Status, JsonNode Body)> CallAsync(string action, bool asAdmin, params (string Name, string Value)[] parameters)
    {
        var query = string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        using var response = await GetAsync($"/api/3/action/{action}?{query}", asAdmin);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!);
    }

    /// <summary>The result of an anonymous <c>budget_aggregate</c> that must succeed.</summary>
    internal async Task<JsonNode> AggregateAsync(params (string Name, string Value)[] parameters)
    {
        var (status, body) = await CallAsync("budget_aggregate", false, parameters);
        Assert.True(status == 200, body.ToJsonString());
        return body["result"]!;
    }

    private static IEnumerable<CodeListEntry> Entries(string list) =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "datasets", Name, "codelists", $"{list}.csv")).Skip(1)
        let cells = Regex.Matches(line, "(?<=^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))").Select(m => m.Groups[1].Success ? m.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : m.Groups[2].Value).ToArray()
        select new CodeListEntry
        {
            List = list, Code = cells[0], Parent = cells[1].Length == 0 ? null : cells[1], Variants = cells[4].Split('|', StringSplitOptions.RemoveEmptyEntries),
            Label = new Dictionary<string, string> { ["el"] = cells[2], ["en"] = cells[3] },
        };

    private static IEnumerable<CodeListUse> Uses() =>
        from resource in new[] { "expenditure", "revenue" }
        from use in new[] { ("direction", "directions"), ("phase", "phases"), ("service", "services"), ("level1", "economic"), ("level2", "economic"), ("level3", "economic"), ("level4", "economic") }
        select new CodeListUse(resource, use.Item1, use.Item2);
}

[CollectionDefinition]
public sealed class BudgetTests : ICollectionFixture<BudgetSite>;
