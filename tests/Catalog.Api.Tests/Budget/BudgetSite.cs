using System.Text.Json.Nodes;
using Dapper;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Budget;

/// <summary>A running site with the three real days of April 2016 as versions 1 to 3, and budgets that only a sysadmin may read.</summary>
public sealed class BudgetSite : IAsyncLifetime
{
    public const string Name = "thessaloniki-budget";

    private TestSite? _site;

    internal TestSite Site => _site ?? throw new InvalidOperationException("not started");

    /// <summary>Id of the resource <c>expenditure</c>.</summary>
    internal Guid ExpenditureId { get; private set; }

    /// <summary>Private; one of its amounts is negative, one label is an attack.</summary>
    internal TestBudget Secret { get; private set; } = null!;

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        _site = await TestSite.StartAsync(null, ct);
        await LoadThessalonikiAsync(ct);

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

    /// <summary>The sample days, published by the real worker: mapping, code lists and figures are those that any reader of the site gets.</summary>
    private async Task LoadThessalonikiAsync(CancellationToken ct)
    {
        await Site.RunCommandAsync(["register", "--with-samples", Path.Combine(Repository.Root, "datasets", Name)], ct);
        var worker = Site.StartWorker();
        using var admin = Site.CreateAdminClient();
        using var started = await admin.PostAsync("/api/3/action/etl_source_run", new StringContent($"{{\"id\": \"{Name}\"}}", System.Text.Encoding.UTF8, "application/json"), ct);
        started.EnsureSuccessStatusCode();
        await using var connection = await Site.Database.Read.OpenConnectionAsync(ct);
        while (await connection.QuerySingleAsync<int>("select current_version from catalog.package where name = @Name", new { Name }) < 3)
        {
            Assert.False(worker.HasExited, Site.Log("Etl.Jobs"));
            Assert.Equal("", await connection.QuerySingleAsync<string>("select coalesce(string_agg(status || ' ' || coalesce(reason, ''), '; '), '') from etl.run where status in ('failed', 'rejected')"));
            await Task.Delay(100, ct);
        }

        ExpenditureId = await connection.QuerySingleAsync<Guid>(
            "select r.id from catalog.resource r join catalog.package p on p.id = r.package_id where p.name = @Name and r.name = 'expenditure'", new { Name });
        await worker.StopAsync(TimeSpan.FromSeconds(5));
    }
}

[CollectionDefinition]
public sealed class BudgetTests : ICollectionFixture<BudgetSite>;
