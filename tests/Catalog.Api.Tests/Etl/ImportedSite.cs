using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Etl;

/// <summary>The real programs with the city's three days, brought in by the worker from the demo folder, as <c>./run</c> does it.</summary>
public sealed class ImportedSite : IAsyncLifetime
{
    public TestSite Site { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>The runs that brought the days in, oldest first.</summary>
    public IReadOnlyList<JsonNode> Runs { get; private set; } = [];

    public string ExpenditureId { get; private set; } = "";

    public string RevenueId { get; private set; } = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Site = await TestSite.StartAsync(null, CancellationToken.None);
        Admin = Site.CreateAdminClient();
        await Site.RunCommandAsync(["register", "--with-samples", Path.Combine(Repository.Root, "datasets", "thessaloniki-budget")], CancellationToken.None);
        Site.StartWorker();
        var run = await PostAsync("etl_source_run", new JsonObject { ["id"] = "thessaloniki-budget" });
        Assert.Equal(200, run.Status);
        Runs = await EndOfAllAsync();
        foreach (var resource in (await GetAsync("package_show?id=thessaloniki-budget"))["resources"]!.AsArray())
        {
            if ((string)resource!["name"]! == "expenditure")
                ExpenditureId = (string)resource["id"]!;
            else if ((string)resource["name"]! == "revenue")
                RevenueId = (string)resource["id"]!;
        }
    }

    public ValueTask DisposeAsync()
    {
        Admin.Dispose();
        return Site.DisposeAsync();
    }

    /// <summary>The result of a read by anybody.</summary>
    public async Task<JsonNode> GetAsync(string actionAndQuery)
    {
        using var response = await Site.Client.GetAsync(new Uri($"/api/3/action/{actionAndQuery}", UriKind.Relative), Ct);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;
        Assert.True(response.IsSuccessStatusCode, $"{actionAndQuery}: {body.ToJsonString()} {Site.Log("Catalog.Api")} {Site.Log("Etl.Jobs")}");
        return body["result"]!;
    }

    /// <summary>A call by the sysadmin.</summary>
    public async Task<(int Status, JsonNode Body)> PostAsync(string action, JsonObject parameters)
    {
        using var content = new StringContent(parameters.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await Admin.PostAsync(new Uri($"/api/3/action/{action}", UriKind.Relative), content, Ct);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!);
    }

    /// <summary>All runs of the dataset, oldest first, when none is open.</summary>
    public async Task<IReadOnlyList<JsonNode>> EndOfAllAsync()
    {
        while (true)
        {
            var runs = (await GetAsync("etl_run_list?id=thessaloniki-budget&limit=1000"))["results"]!.AsArray();
            if (runs.All(run => run!["finished_at"] is not null))
                return [.. runs.Reverse().Select(run => run!)];
            await Task.Delay(100, Ct);
        }
    }

    /// <summary>Every amount of a resource at a version, page by page through <c>datastore_search</c>: phase, group (level 2) and the amount as decimal.</summary>
    public async Task<IReadOnlyList<(string Phase, string Group, decimal Amount)>> AmountsAsync(string resourceId, int version)
    {
        var amounts = new List<(string, string, decimal)>();
        while (true)
        {
            var page = await GetAsync(string.Create(CultureInfo.InvariantCulture,
                $"datastore_search?resource_id={resourceId}&version={version}&fields=phase,level2,amount&sort=_id&limit=2000&offset={amounts.Count}"));
            var records = page["records"]!.AsArray();
            if (records.Count == 0)
                return amounts;
            amounts.AddRange(records.Select(record => ((string)record!["phase"]!, (string)record["level2"]!,
                decimal.Parse(record["amount"]!.GetValue<JsonElement>().GetRawText(), CultureInfo.InvariantCulture))));
        }
    }
}
