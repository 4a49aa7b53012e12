using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Tests;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using OpenData.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(CatalogSite))]

namespace Catalog.Api.Tests;

/// <summary>
/// One running site for all tests that only read: three organizations' worth of datasets, made once. Tests that write make their own data on it and never
/// count what others made.
/// </summary>
public sealed class CatalogSite : IAsyncLifetime
{
    /// <summary>Columns of every type that a published table may have.</summary>
    internal static readonly IReadOnlyList<Field> TreeFields =
    [
        new() { Id = "code", Type = "text", Title = new Dictionary<string, string> { ["el"] = "Κωδικός", ["en"] = "Code" } },
        new() { Id = "species", Type = "text" },
        new() { Id = "height", Type = "numeric", Scale = 2 },
        new() { Id = "count", Type = "int4" },
        new() { Id = "planted", Type = "date" },
        new() { Id = "ok", Type = "bool" },
    ];

    private readonly IReadOnlyDictionary<string, string?>? _settings;
    private TestSite? _site;

    public CatalogSite() { }

    /// <summary>Another site than the shared one, with settings of its own such as <c>Auth__UserCreateGroups</c>.</summary>
    internal CatalogSite(IReadOnlyDictionary<string, string?> settings) => _settings = settings;

    internal TestSite Site => _site ?? throw new InvalidOperationException("not started");

    internal DataBuilder Data { get; private set; } = null!;

    public HttpClient Client => Site.Client;

    /// <summary>Public, three versions, resources <c>trees</c> (all types) and <c>codes</c>.</summary>
    internal SavedPackage Trees { get; private set; } = null!;

    /// <summary>Private, one version.</summary>
    internal SavedPackage Secret { get; private set; } = null!;

    internal string TreesId => Trees.Resources[0].Id.ToString();

    internal string SecretId => Secret.Resources[0].Id.ToString();

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await TestSite.StartAsync(_settings, CancellationToken.None);
        Data = new DataBuilder(_site);
        await SeedAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    /// <summary>Calls an action with a JSON body.</summary>
    internal async Task<(int Status, JsonNode Body)> PostAsync(string action, string json, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/3/action/{action}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return await SendAsync(request, token);
    }

    /// <summary>Calls an action with a query string: <c>package_show?id=trees</c>.</summary>
    internal async Task<(int Status, JsonNode Body)> GetAsync(string actionAndQuery, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/3/action/{actionAndQuery}");
        return await SendAsync(request, token);
    }

    /// <summary>The result of a call that must succeed.</summary>
    internal async Task<JsonNode> ResultAsync(string actionAndQuery, string? token = null)
    {
        var (status, body) = await GetAsync(actionAndQuery, token);
        Assert.True(status == 200, $"{actionAndQuery}: {status} {body.ToJsonString()}");
        return body["result"]!;
    }

    private async Task<(int Status, JsonNode Body)> SendAsync(HttpRequestMessage request, string? token)
    {
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        using var response = await Client.SendAsync(request, Ct);
        Assert.True((int)response.StatusCode < 500, $"{request.RequestUri}: {(int)response.StatusCode}; the program wrote:{Environment.NewLine}{LogTail()}");
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!);
    }

    private string LogTail()
    {
        var log = Site.Log("Catalog.Api");
        return log[Math.Max(0, log.Length - 3000)..];
    }

    private async Task SeedAsync(CancellationToken ct)
    {
        await Data.Organizations.SaveAsync("city", new Dictionary<string, string> { ["el"] = "Δήμος", ["en"] = "City" }, "Ο δήμος", ct);
        await Data.Organizations.SaveAsync("region", new Dictionary<string, string> { ["el"] = "Περιφέρεια", ["en"] = "Region" }, "", ct);
        await Data.Organizations.SaveAsync("workshop", new Dictionary<string, string> { ["el"] = "Εργαστήριο", ["en"] = "Workshop" }, "", ct);   // for tests that write: nobody counts its datasets

        Trees = await Data.HasPackageAsync("trees", ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["el"] = "Δέντρα της πόλης", ["en"] = "Trees of the city" },
            Notes = new Dictionary<string, string> { ["el"] = "Καταγραφή των δέντρων", ["en"] = "A survey of trees" },
            OwnerOrg = "city", LicenseId = "cc-by", Tags = ["trees", "open data", "Πράσινο"], Author = "Gardens office",
            Extras = new Dictionary<string, string> { ["spatial"] = "Thessaloniki" },
            Resources =
            [
                new ResourceDraft { Name = "trees", HasTable = true, Title = new Dictionary<string, string> { ["el"] = "Δέντρα" }, Extras = new JsonObject { ["schema_url"] = "https://example.org/s", ["rank"] = 7 } },
                new ResourceDraft { Name = "codes", HasTable = true },
                new ResourceDraft { Name = "manual", Url = "example.org/manual.pdf", Format = "PDF", Mimetype = "application/pdf" },
            ],
        });
        await Data.PublishAsync(Trees, ct, TreeTable(("A1", "Oak", "12.50", "3", "2010-03-01", "t"), ("A2", "Ελιά", "4.00", "1", null, "f"), ("A3", "Pine, \"black\"", null, null, "1999-12-31", null)), Codes("A1", "A2", "A3"));
        await Data.PublishAsync(Trees, ct, TreeTable(("A1", "Oak", "13.25", "3", "2010-03-01", "t"), ("A2", "Ελιά", "4.00", "1", null, "f"), ("A4", "Plane", "20.00", "2", "2001-01-01", "t")), Codes("A1", "A2", "A3"));
        await Data.PublishAsync(Trees, ct, TreeTable(("A1", "Oak", "13.25", "4", "2010-03-01", "t"), ("A2", "Ελιά", "4.10", "1", null, "f"), ("A4", "Plane", "20.00", "2", "2001-01-01", "t"), ("A5", "Oak", "1.00", "0", "2020-02-29", "f")), Codes("A1", "A2", "A4", "A5"));

        Secret = await Data.HasPackageAsync("secret-trees", ct, draft => draft with
        {
            Private = true, OwnerOrg = "city", Tags = ["secret-tag", "trees"], Resources = [new ResourceDraft { Name = "trees", HasTable = true }],
        });
        await Data.PublishAsync(Secret, ct, TreeTable(("S1", "Canary", "1.00", "1", null, null)) with { File = "canary.csv" });

        await Data.HasPackageAsync("deleted-trees", ct, draft => draft with { State = "deleted", Tags = ["trees"] });
        await Data.HasPackageAsync("draft-trees", ct, draft => draft with { State = "draft", OwnerOrg = "city", Tags = ["trees"] });
    }

    internal static Table TreeTable(params (string Code, string? Species, string? Height, string? Count, string? Planted, string? Ok)[] rows) => new(
        "trees", TreeFields, ["code"], [.. rows.Select(row => new[] { row.Code, row.Species, row.Height, row.Count, row.Planted, row.Ok })]) { File = "δέντρα.csv" };

    private static Table Codes(params string[] codes) => new("codes", [new Field { Id = "code", Type = "text" }], ["code"], [.. codes.Select(code => new[] { code })]);
}
