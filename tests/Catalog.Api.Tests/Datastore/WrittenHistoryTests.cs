using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>Over random histories of writes by API, every version reads back as a model in memory says, and the difference of any two leads from one to the other (design A.7).</summary>
public sealed class WrittenHistoryTests(CatalogSite site)
{
    private sealed record Row(int Key, int? A, string? B);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_version_reads_as_the_model_says(int seed)
    {
        var random = new Random(seed);
        var table = await WrittenTable.MakeAsync(site, "k int, a int, b text", "k");
        var model = new SortedDictionary<long, Row>();
        var versions = new List<string> { Text(model) };
        var next = 1L;
        for (var step = 0; step < 25; step++)
        {
            var before = Text(model);
            switch (random.Next(10))
            {
                case < 5:
                    var records = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Record(random)).ToList();
                    await table.UpsertAsync(string.Join(',', records.Select(record => record.ToJsonString())));
                    foreach (var record in records)
                        Upsert(model, record, ref next);
                    break;
                case < 7:
                    var id = model.Count == 0 ? 0 : model.Keys.ElementAt(random.Next(model.Count));
                    if (id == 0)
                        break;
                    var a = random.Next(3);
                    await table.DoneAsync("datastore_upsert", $$""" "method": "update", "records": [{"_id": {{id}}, "a": {{a}}}]""");
                    model[id] = model[id] with { A = a };
                    break;
                case < 9:
                    var value = random.Next(3);
                    await table.DoneAsync("datastore_records_delete", $$""" "filters": {"a": {{value}}}""");
                    foreach (var gone in model.Where(row => row.Value.A == value).Select(row => row.Key).ToList())
                        model.Remove(gone);
                    break;
                default:
                    await table.DoneAsync("datastore_delete", """ "filters": {}""");
                    model.Clear();
                    break;
            }

            if (Text(model) != before)
                versions.Add(Text(model));
        }

        Assert.Equal(versions.Count, await table.VersionAsync());
        for (var v = 1; v <= versions.Count; v++)
            Assert.Equal(versions[v - 1], await table.RowsAsync(v, "&limit=1000"));
        for (var pair = 0; pair < 6; pair++)
        {
            var (from, to) = (random.Next(1, versions.Count + 1), random.Next(1, versions.Count + 1));
            if (from != to)
                Assert.Equal(versions[to - 1], await AppliedAsync(table, versions[from - 1], from, to));
        }
    }

    private async Task<string> AppliedAsync(WrittenTable table, string rows, int from, int to)
    {
        var result = JsonNode.Parse(rows)!.AsArray().ToDictionary(row => (long)row!["_id"]!, row => row!.DeepClone());
        var diff = await site.ResultAsync($"dataset_version_diff?id={table.Package}&from={from}&to={to}&limit=1000");
        foreach (var change in diff["rows"]!.AsArray())
        {
            var id = (long)change!["_id"]!;
            result.Remove(id);
            if (change["after"] is JsonObject after)
                result[id] = new JsonObject { ["_id"] = id, ["k"] = Number(after["k"]), ["a"] = Number(after["a"]), ["b"] = after["b"]?.DeepClone() };
        }

        return new JsonArray([.. result.OrderBy(row => row.Key).Select(row => row.Value)]).ToJsonString(WrittenTable.Plain);
    }

    private static JsonNode? Number(JsonNode? node) => node is null ? null : int.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private static JsonObject Record(Random random)
    {
        var record = new JsonObject { ["k"] = random.Next(6) };
        if (random.Next(3) > 0)
            record["a"] = random.Next(4) is var a && a == 3 ? null : a;
        if (random.Next(3) > 0)
            record["b"] = random.Next(3) switch { 0 => "", 1 => null, _ => "β, \"x\"" };
        return record;
    }

    private static void Upsert(SortedDictionary<long, Row> model, JsonObject record, ref long next)
    {
        var key = (int)record["k"]!;
        var id = model.FirstOrDefault(row => row.Value.Key == key).Key;
        var row = id == 0 ? new Row(key, null, null) : model[id];
        if (id == 0)
            id = next++;
        model[id] = row with { A = record.ContainsKey("a") ? (int?)record["a"] : row.A, B = record.ContainsKey("b") ? (string?)record["b"] : row.B };
    }

    private static string Text(SortedDictionary<long, Row> model) => JsonSerializer.Serialize(
        model.Select(row => new { _id = row.Key, k = row.Value.Key, a = row.Value.A, b = row.Value.B }), WrittenTable.Plain);
}
