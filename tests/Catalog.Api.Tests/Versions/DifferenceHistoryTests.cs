using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Datastore;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>
/// Over random histories the difference of any two versions leads from the file of the one to the file of the other, byte for byte, and so does the change feed (design
/// A.7): rows come, change and go, columns come, go and come back as another type, versions are withdrawn and come back; with keys and without, by API and by a source.
/// </summary>
public sealed class DifferenceHistoryTests(CatalogSite site)
{
    private static readonly string?[] Texts = [null, "", "β, \"x\"", "line\nbreak", "\r\n", "Ωμέγα", "'", "a", "\\N", " a ", "𐀀", "1"];
    private static readonly string[] Types = ["text", "int", "numeric", "date", "bool", "timestamp", "float8", "json", "_text", "numeric(8,2)"];

    [Theory]
    [InlineData(11, true)]
    [InlineData(12, true)]
    [InlineData(13, false)]
    [InlineData(14, false)]
    public async Task Of_a_table_by_API(int seed, bool keyed)
    {
        var random = new Random(seed);
        var table = await WrittenTable.MakeAsync(site, "k int, a text, b numeric", keyed ? "k" : "");
        var columns = new List<(string Name, string Type)> { ("k", "int"), ("a", "text"), ("b", "numeric") };
        for (var step = 0; step < 22; step++)
            await StepAsync(table, columns, keyed, random);
        await HoldsAsync(table.Package, table.Id, "rows", random, $"seed {seed}");
    }

    /// <summary>Days pass, and the worker folds what is two days old: each day's version is what it was when it ended.</summary>
    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(33, true)]
    public async Task Of_a_table_whose_writes_of_a_day_are_gathered(int seed, bool keyed)
    {
        var random = new Random(seed);
        var table = await WrittenTable.MakeAsync(site, "k int, a text, b numeric", keyed ? "k" : "");
        await Days.GatherAsync(site, table.Package);
        var columns = new List<(string Name, string Type)> { ("k", "int"), ("a", "text"), ("b", "numeric") };
        var days = new Dictionary<int, string>();
        for (var step = 0; step < 45; step++)
        {
            await StepAsync(table, columns, keyed, random);
            if (random.Next(4) > 0)
                continue;
            var last = (int)(await site.ResultAsync($"dataset_version_show?id={table.Package}"))["version"]!;
            days[last] = await CsvAsync(table.Package, last, "rows");
            await Days.PassAsync(site, table.Package);
            if (random.Next(2) == 0)
                await Days.FoldAsync(site);
        }

        await Days.PassAsync(site, table.Package, 3);
        await Days.FoldAsync(site);
        var list = (await site.ResultAsync($"dataset_version_list?id={table.Package}")).AsArray();
        var readable = list.Where(version => (string)version!["state"]! == "published").Select(version => (int)version!["version"]!).ToHashSet();
        foreach (var (version, csv) in days.Where(day => readable.Contains(day.Key)))
            Assert.True(csv == await CsvAsync(table.Package, version, "rows"), $"seed {seed}: version {version}");
        foreach (var version in list.Where(version => readable.Contains((int)version!["version"]!) && version["base_version"] is { } from && readable.Contains((int)from)))
        {
            var part = version!["resources"]!.AsArray().Single();
            var diff = await site.ResultAsync($"dataset_version_diff?id={table.Package}&from={version["base_version"]}&to={version["version"]}&limit=0");
            Assert.True((int)part!["added"]! == (int)diff["summary"]!["added"]! && (int)part["removed"]! == (int)diff["summary"]!["removed"]!, $"seed {seed}: {part.ToJsonString()} {diff.ToJsonString()}");
        }

        await HoldsAsync(table.Package, table.Id, "rows", random, $"seed {seed}");
    }

    [Theory]
    [InlineData(21, true)]
    [InlineData(22, false)]
    public async Task Of_a_table_that_a_source_feeds(int seed, bool keyed)
    {
        var random = new Random(seed);
        var name = $"history-{Guid.NewGuid():n}";
        var package = await site.Data.HasPackageAsync(name, CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "rows", HasTable = true }] });
        var scale = 2;
        for (var step = 0; step < 14; step++)
        {
            // A column that another version has not, and one under whose name another column is.
            List<Field> fields = [new() { Id = "k", Type = "text" }, new() { Id = "a", Type = "text" }, new() { Id = "b", Type = "numeric", Scale = scale, Column = scale == 2 ? null : "b 3" }];
            if (random.Next(3) > 0)
                fields.Add(new Field { Id = "c", Type = "text" });
            if (random.Next(5) == 0)
                scale = 5 - scale;
            var rows = Enumerable.Range(0, 9).Where(_ => random.Next(3) > 0)
                .Select(k => fields.Select(field => field.Id switch
                {
                    "k" => k.ToString(CultureInfo.InvariantCulture),
                    "b" => random.Next(3) == 0 ? null : (random.Next(-300, 300) / 100m).ToString(field.Scale == 2 ? "0.00" : "0.000", CultureInfo.InvariantCulture),
                    _ => Texts[random.Next(Texts.Length)],
                }).ToArray()).ToList();
            await site.Data.PublishAsync(package, CatalogSite.Ct, new Table("rows", fields, keyed ? ["k"] : [], rows));
            if (random.Next(6) == 0)
                await VersionsAsync(name, random);
        }

        await HoldsAsync(name, package.Resources[0].Id.ToString(), "rows", random, $"seed {seed}");
    }

    private async Task StepAsync(WrittenTable table, List<(string Name, string Type)> columns, bool keyed, Random random)
    {
        switch (random.Next(12))
        {
            case < 6:
                var records = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Record(columns, keyed, random)).ToList();
                var method = keyed ? "upsert" : "insert";
                await table.DoneAsync("datastore_upsert", $"\"method\": \"{method}\", \"records\": {new JsonArray([.. records.DistinctBy(record => record["k"]?.ToJsonString())]).ToJsonString()}");
                break;
            case 6:
                await table.DoneAsync("datastore_records_delete", $$""" "filters": {"k": [{{random.Next(9)}}, {{random.Next(9)}}]}""");
                break;
            case 7 when columns.Count > 2:
                columns.RemoveAt(random.Next(1, columns.Count));
                await DesignAsync(table, columns, keyed);
                break;
            case 8 or 9 when columns.Count < 6:
                var name = new[] { "a", "b", "c", "δ ε" }.Except(columns.Select(column => column.Name)).FirstOrDefault();
                if (name is null)
                    break;
                columns.Add((name, Types[random.Next(Types.Length)]));
                await DesignAsync(table, columns, keyed);
                break;
            case 10:
                await VersionsAsync(table.Package, random);
                columns.Clear();
                columns.AddRange((await site.ResultAsync($"datastore_search?resource_id={table.Id}&limit=0"))["fields"]!.AsArray().Skip(1).Select(field => ((string)field!["id"]!, (string)field["type"]!)));
                break;
            case 11 when random.Next(3) == 0:
                await table.DoneAsync("datastore_delete", """ "filters": {}""");
                break;
        }
    }

    private static async Task DesignAsync(WrittenTable table, List<(string Name, string Type)> columns, bool keyed) => await table.DoneAsync("datastore_create",
        $"\"fields\": {JsonSerializer.Serialize(columns.Select(column => new { id = column.Name, type = column.Type }))}, \"primary_key\": {(keyed ? "[\"k\"]" : "[]")}, \"delete_fields\": true, \"force\": true");

    /// <summary>Takes the current version away, or brings an older one back.</summary>
    private async Task VersionsAsync(string package, Random random)
    {
        var list = (await site.ResultAsync($"dataset_version_list?id={package}")).AsArray();
        var current = (int)list.Single(version => (bool)version!["is_current"]!)!["version"]!;
        var others = list.Where(version => (string)version!["state"]! == "published").Select(version => (int)version!["version"]!).Where(version => version != current).ToList();
        if (others.Count < 2)
            return;
        var (status, body) = random.Next(2) == 0
            ? await site.PostAsync("dataset_version_withdraw", $$"""{"id": "{{package}}", "version": {{current}}, "reason": "x"}""", site.Site.Token)
            : await site.PostAsync("dataset_version_revert", $$"""{"id": "{{package}}", "version": {{others[random.Next(others.Count)]}}}""", site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
    }

    private static JsonObject Record(List<(string Name, string Type)> columns, bool keyed, Random random)
    {
        var record = new JsonObject();
        foreach (var (name, type) in columns)
        {
            if (name == "k")
                record["k"] = random.Next(9);
            else if (random.Next(4) > 0 || keyed)
                record[name] = Value(type, random);
        }

        return record;
    }

    private static JsonNode? Value(string type, Random random) => random.Next(6) == 0 ? null : type switch
    {
        "int" or "int4" => random.Next(-5, 5),
        "numeric" => (random.Next(-5000, 5000) / (decimal)Math.Pow(10, random.Next(4))).ToString(CultureInfo.InvariantCulture),
        "numeric(8,2)" => "1.5",
        "date" => "2016-02-29",
        "bool" => random.Next(2) == 0,
        "timestamp" => "2016-02-29T10:00:00",
        "float8" => random.Next(5) / 10.0,
        "json" => new JsonObject { ["β"] = random.Next(3), ["t"] = "\"" },
        "_text" => new JsonArray("a,b", null, "\"", ""),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>Between random pairs of versions, in both directions, and from every version to the current one.</summary>
    private async Task HoldsAsync(string package, string resource, string name, Random random, string seed)
    {
        var readable = (await site.ResultAsync($"dataset_version_list?id={package}")).AsArray().Where(version => (string)version!["state"]! == "published").Select(version => (int)version!["version"]!).ToList();
        var current = (int)(await site.ResultAsync($"dataset_version_show?id={package}"))["version"]!;
        Assert.True(readable.Count > 5, seed);
        for (var pair = 0; pair < 14; pair++)
        {
            var (a, b) = (readable[random.Next(readable.Count)], readable[random.Next(readable.Count)]);
            var diff = await site.ResultAsync($"dataset_version_diff?id={package}&from={a}&to={b}&limit=32000");
            var expected = await CsvAsync(package, b, name);
            var applied = await ApplyAsync(package, resource, a, b, diff["rows"]!.AsArray().Select(row => ((long)row!["_id"]!, row["after"])));
            Assert.True(expected == applied, $"{seed}: {a} to {b}\n{expected}\n---\n{applied}\n{diff["rows"]!.ToJsonString(WrittenTable.Plain)}");
            Assert.Equal((int)diff["total"]!, diff["rows"]!.AsArray().Count);
            Assert.All(diff["rows"]!.AsArray(), row => Assert.True((string)row!["change"]! != "changed" || row["changed_fields"]!.AsArray().Count > 0, row.ToJsonString()));
        }

        var shown = await CsvAsync(package, current, name);
        foreach (var a in readable.Where((_, i) => i % 3 == 0))
        {
            var changes = new List<(long, JsonNode?)>();
            var call = $"datastore_changes?resource_id={resource}&since_version={a}&limit=2";
            while (call is not null)
            {
                var page = await site.ResultAsync(call);
                changes.AddRange(page["changes"]!.AsArray().Select(change => ((long)change!["_id"]!, change["record"])));
                call = (string?)page["next"] is { } next ? next[(next.LastIndexOf('/') + 1)..] : null;
            }

            var applied = await ApplyAsync(package, resource, a, current, changes);
            Assert.True(shown == applied, $"{seed}: feed since {a}\n{shown}\n---\n{applied}");
        }
    }

    /// <summary>The file of <paramref name="a"/> with the columns of <paramref name="b"/> and the changes done in their order, as a client does that keeps rows by number.</summary>
    private async Task<string> ApplyAsync(string package, string resource, int a, int b, IEnumerable<(long Id, JsonNode? Row)> changes)
    {
        var (before, after) = (await ColumnsAsync(resource, a), await ColumnsAsync(resource, b));
        var cells = Parse(await CsvAsync(package, a, "rows"));
        var ids = (await site.ResultAsync($"datastore_search?resource_id={resource}&version={a}&fields=_id&sort=_id&limit=32000"))["records"]!.AsArray().Select(row => (long)row!["_id"]!).ToList();
        Assert.Equal(ids.Count, cells.Count - 1);
        var rows = new SortedDictionary<long, string>();
        foreach (var (id, line) in ids.Zip(cells.Skip(1)))
            rows[id] = string.Join(',', after.Select(name => before.IndexOf(name) is >= 0 and var at ? line[at] : ""));
        foreach (var (id, row) in changes)
        {
            rows.Remove(id);
            if (row is not null)
                rows[id] = string.Join(',', after.Select(name => Cell(row[name])));
        }

        var text = new StringBuilder(string.Join(',', after.Select(CanonicalCsv.Quote))).Append("\r\n");
        foreach (var row in rows.Values)
            text.Append(row).Append("\r\n");
        return text.ToString();
    }

    private static string Cell(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => CanonicalCsv.Quote(text.GetValue<string>()),
        _ => CanonicalCsv.Quote(value.ToJsonString()),
    };

    private async Task<List<string>> ColumnsAsync(string resource, int version) =>
        [.. (await site.ResultAsync($"datastore_search?resource_id={resource}&version={version}&limit=0"))["fields"]!.AsArray().Skip(1).Select(field => (string)field!["id"]!)];

    private Task<string> CsvAsync(string package, int version, string name) => site.Client.GetStringAsync($"/dataset/{package}/v/{version}/{name}.csv", CatalogSite.Ct);

    /// <summary>Lines of raw cells, as they are quoted.</summary>
    private static List<List<string>> Parse(string csv)
    {
        var lines = new List<List<string>> { new() };
        var (cell, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < csv.Length; i++)
        {
            if (csv[i] == '"')
                quoted = !quoted;
            if (!quoted && csv[i] is (',' or '\r'))
            {
                lines[^1].Add(cell.ToString());
                cell.Clear();
                if (csv[i] == '\r')
                {
                    i++;
                    lines.Add([]);
                }
            }
            else
            {
                cell.Append(csv[i]);
            }
        }

        lines.RemoveAt(lines.Count - 1);
        return lines;
    }
}
