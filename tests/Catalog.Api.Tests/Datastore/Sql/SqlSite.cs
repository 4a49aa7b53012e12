using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>A site with the tables that the lists of hostile and of harmless texts speak of.</summary>
internal sealed class SqlSite : IAsyncDisposable
{
    public const string Canary = "CANARY-7f3a9c";

    private static readonly Field[] Fields =
    [
        new() { Id = "name", Type = "text" }, new() { Id = "year", Type = "int4" }, new() { Id = "amount", Type = "numeric", Scale = 2 },
        new() { Id = "paid", Type = "date" }, new() { Id = "note", Type = "text" }, new() { Id = "Опис видатку", Type = "text" },
    ];

    private SqlSite(TestSite site) => (Site, Data) = (site, new DataBuilder(site));

    public TestSite Site { get; }

    public DataBuilder Data { get; }

    /// <summary>What stands for the names in braces.</summary>
    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal) { ["canary"] = Canary, ["main_schema"] = "catalog" };

    public static async Task<SqlSite> StartAsync(CancellationToken ct, params (string Name, string Value)[] settings)
    {
        var site = new SqlSite(await TestSite.StartAsync(settings.ToDictionary(pair => pair.Name, pair => (string?)pair.Value), ct));
        await site.Data.Organizations.SaveAsync("city", new Dictionary<string, string> { ["en"] = "City" }, "", ct);
        await site.HasTableAsync("pub", ct);
        await site.HasTableAsync("pub2", ct);
        await site.HasTableAsync("priv", ct, draft => draft with { Private = true });
        await site.HasTableAsync("deleted", ct, draft => draft with { State = "deleted" });
        await site.HasTableAsync("draft", ct, draft => draft with { State = "draft" });
        return site;
    }

    /// <summary>A dataset of the city with a table; a note of its own that only the private ones have.</summary>
    public async Task<SavedPackage> HasTableAsync(string name, CancellationToken ct, Func<PackageDraft, PackageDraft>? with = null)
    {
        var package = await Data.HasPackageAsync(name, ct, draft =>
        {
            draft = draft with { OwnerOrg = "city", Resources = [new ResourceDraft { Name = "table", HasTable = true }] };
            return with?.Invoke(draft) ?? draft;
        });
        await PublishAsync(package, with is null ? "public" : Canary, ct);
        Names[name] = package.Resources[0].Id.ToString();
        return package;
    }

    /// <summary>A public table with JSON, times and truth values, too.</summary>
    public async Task HasRichTableAsync(string name, CancellationToken ct)
    {
        var package = await Data.HasPackageAsync(name, ct, draft => draft with { OwnerOrg = "city", Resources = [new ResourceDraft { Name = "table", HasTable = true }] });
        Field[] fields = [.. Fields, new() { Id = "meta", Type = "json" }, new() { Id = "started", Type = "timestamp" }, new() { Id = "ok", Type = "bool" }];
        await Data.PublishAsync(package, ct, new Table("table", fields, ["name"], [.. Enumerable.Range(0, 6).Select(
            i => (string?[])[.. Row(i, "public"), $"{{\"tags\": [\"a\", \"t{i}\"], \"n\": {i}}}", $"2024-03-{10 + i}T08:30:00", i % 2 == 0 ? "true" : "false"])]));
        Names[name] = package.Resources[0].Id.ToString();
    }

    public Task<int> PublishAsync(SavedPackage package, string note, CancellationToken ct, int rows = 6) => Data.PublishAsync(package, ct, new Table("table", Fields, ["name"],
        [.. Enumerable.Range(0, rows).Select(i => Row(i, note))]));

    public async Task<(int Status, string Body)> AskAsync(string sql, string? token = null, int? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/3/action/datastore_search_sql")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { sql = Expand(sql), version = version?.ToString(CultureInfo.InvariantCulture) }), Encoding.UTF8, "application/json"),
        };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        using var response = await Site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<JsonNode> ResultAsync(string sql, string? token = null, int? version = null)
    {
        var (status, body) = await AskAsync(sql, token, version);
        Assert.True(status == (int)HttpStatusCode.OK, $"{sql}: {status} {body}");
        return JsonNode.Parse(body)!["result"]!;
    }

    /// <summary>The rows of a query as JSON, without the names.</summary>
    public async Task<string> RowsAsync(string sql, string? token = null, int? version = null) =>
        string.Join(" ", (await ResultAsync(sql, token, version))["records"]!.AsArray().Select(row => string.Join(",", row!.AsObject().Select(cell => cell.Value?.ToJsonString() ?? "null"))));

    public string Expand(string sql)
    {
        foreach (var (name, value) in Names.Concat(Bombs()))
            sql = sql.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return sql;
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private static string?[] Row(int i, string note) => [$"line {i}", (2020 + (i % 4)).ToString(CultureInfo.InvariantCulture), $"{i * 100}.50", $"2024-0{1 + (i % 9)}-15", note, null];

    private IEnumerable<KeyValuePair<string, string>> Bombs()
    {
        static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
        yield return new("deep_parens_5k", Repeat("(", 5000) + "1" + Repeat(")", 5000));
        yield return new("nots_20k", Repeat("NOT ", 16_000));
        yield return new("plus_20k", string.Join('+', Enumerable.Repeat("1", 20_000)));
        yield return new("nested_selects_2k", Repeat("SELECT * FROM (", 2000) + "SELECT 1" + string.Concat(Enumerable.Range(0, 2000).Select(i => $") t{i}")));
        yield return new("joins_500", $"\"{Names["pub"]}\" t0" + string.Concat(Enumerable.Range(1, 500).Select(i => $" JOIN \"{Names["pub"]}\" t{i} ON t{i}._id=t{i - 1}._id")));
        yield return new("unions_5k", string.Join(" UNION ALL ", Enumerable.Repeat("SELECT 1", 3400)));
        yield return new("cat_20k", string.Join("||", Enumerable.Repeat("repeat('x',1000000)", 2800)));
        yield return new("repeat_cols", string.Join(',', Enumerable.Range(0, 1500).Select(i => $"repeat('x',1000000) AS c{i}")));
        yield return new("doubling_from", Repeat("(SELECT s||s AS s FROM ", 9) + "(SELECT repeat('x',1000000) AS s OFFSET 0) a0" + string.Concat(Enumerable.Range(1, 9).Select(i => $" OFFSET 0) a{i}")));
        yield return new("ones_100", string.Join(',', Enumerable.Repeat("1", 100)));
        yield return new("ones_20k", string.Join(',', Enumerable.Repeat("1", 20_000)));
        yield return new("nulls_9k", string.Join(',', Enumerable.Repeat("null", 9_000)));
        yield return new("case_3k", "CASE " + Repeat("WHEN 1=2 THEN 1 ", 3000) + "END");
        yield return new("parens_90", Repeat("(", 90) + "1" + Repeat(")", 90));
        yield return new("long_30k", new string('z', 30_000));
        yield return new("long_60k", new string('7', 60_000));
        yield return new("in_subs_200", string.Join(" AND ", Enumerable.Repeat("1 IN (SELECT 1)", 200)));
        yield return new("xmls_100", string.Join(',', Enumerable.Repeat("xmlcomment(repeat('x',1000000))", 100)));
        yield return new("cols_5k", string.Join(',', Enumerable.Range(0, 5000).Select(i => $"1 AS c{i}")));
    }
}
