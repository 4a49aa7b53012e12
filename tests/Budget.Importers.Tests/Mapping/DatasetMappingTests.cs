using System.Text;
using System.Text.Json.Nodes;
using Budget.Importers.Mapping;
using Xunit;

namespace Budget.Importers.Tests.Mapping;

public sealed class DatasetMappingTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Read.ThessalonikiFolder, "datapackage.json"));

    [Fact]
    public void What_is_published_about_the_dataset_is_read_in_both_languages()
    {
        var mapping = Read.Thessaloniki;

        Assert.Equal(("thessaloniki-budget", "notspecified", "thessaloniki"), (mapping.Name, mapping.LicenseId, mapping.Publisher.Name));
        Assert.Equal(new LocalText("Δήμος Θεσσαλονίκης", "Municipality of Thessaloniki"), mapping.Publisher.Title);
        Assert.Equal(["expenditure", "revenue"], mapping.Resources.Select(resource => resource.Name));
        Assert.Equal(["directions", "economic", "phases", "services"], mapping.CodeLists.Select(list => list.Name).Order());
        Assert.All(mapping.Resources.SelectMany(resource => resource.Fields), field =>
        {
            Assert.NotEqual(field.Title.El, field.Title.En);
            Assert.NotEqual("", field.Description.En);
            Assert.NotNull(field.ColumnType);
        });
    }

    [Fact]
    public void How_files_become_rows_is_read()
    {
        var mapping = Read.Thessaloniki;
        var revenue = mapping.Resource("revenue");

        Assert.Equal(new ScheduleMapping("15 5 * * *", "Europe/Athens"), mapping.Etl.Schedule);
        Assert.Equal([new FolderSource("thessaloniki-budget") { Wait = TimeSpan.FromHours(1) }], mapping.Etl.Sources);
        Assert.Equal(
            new ReadOptions { Format = "delimited-text", Encoding = "utf-16be", Delimiter = ';', Quote = null, TrailingDelimiter = true, Numbers = NumberStyle.El, SkipRows = 0 },
            revenue.Read);
        Assert.Equal(["fiscal_year", "service", "code", "phase"], revenue.PrimaryKey);
        Assert.Equal(["initial", "revised", "assessed", "collected"], revenue.Unpivot!.Columns.Select(column => column.Code));
        Assert.Equal(["balanced Error", "phase-order Warning", "rows-removed Error"], mapping.Etl.Rules.Select(rule => $"{rule.Id} {rule.Severity}"));
        Assert.Equal(("phase", "amount"), (revenue.Fields[revenue.PhaseIndex].Name, revenue.Fields[revenue.AmountIndex].Name));
    }

    [Fact]
    public void All_problems_are_reported_at_once_with_path_value_and_what_is_accepted()
    {
        var problems = Problems(package =>
        {
            package["name"] = "No Spaces";
            package["licenses"] = new JsonArray();
            package["etl"]!["read"]!["encoding"] = "latin1";
            package["etl"]!["read"]!["numbrs"] = "el";
            package["etl"]!["schedule"]!["timezone"] = "Europe/Salonica";
            package["etl"]!["resources"]!["revenue"]!["map"]!["kode"] = new JsonArray("Κ.Α.");
            package["etl"]!["rules"]![0]!["resources"] = new JsonArray("revenue");
            package["resources"]![0]!["schema"]!["fields"]![2]!["type"] = "money";
        });

        Assert.Contains(problems, p => p is { Path: "$.etl.read.encoding", Value: "\"latin1\"" } && p.Accepted.Contains("windows-1253", StringComparison.Ordinal));
        Assert.Equal(
            [
                "$.etl.read.encoding", "$.etl.read.numbrs", "$.etl.resources.revenue.map.kode", "$.etl.rules[0].resources", "$.etl.schedule.timezone",
                "$.licenses", "$.name", "$.resources[0].schema.fields[2].type",
            ],
            problems.Select(p => p.Path).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("$.etl.sources[0].path", "../../etc")]
    [InlineData("$.etl.sources[0].path", "/srv")]
    [InlineData("$.etl.sources[0].path", "a\\b")]
    [InlineData("$.etl.sources[0].wait", "1 hour")]
    [InlineData("$.etl.sources[0].wait", "-PT1H")]
    [InlineData("$.etl.sources[0].kind", "ftp")]
    [InlineData("$.etl.schedule.cron", "every day")]
    [InlineData("$.etl.delivery.period.pattern", "[0-9]{4}")]
    [InlineData("$.etl.delivery.period.pattern", "(?<period>[0-9")]
    [InlineData("$.etl.publish.mode", "later")]
    [InlineData("$.etl.resources.revenue.derive.level1", "code[2..1]")]
    [InlineData("$.etl.resources.revenue.derive.level1", "kode[0..1]")]
    [InlineData("$.etl.resources.revenue.derive.fiscal_year", "today")]
    [InlineData("$.etl.resources.revenue.constants.currency", "7")]
    [InlineData("$.etl.resources.revenue.unpivot.blank", "zero")]
    [InlineData("$.etl.resources.revenue.unpivot.value", "label")]
    [InlineData("$.resources[0].schema.fields[2].constraints.pattern", "(a)\\1")]
    [InlineData("$.resources[0].schema.fields[2].columnType", "colour:red")]
    [InlineData("$.resources[0].schema.fields[2].codelist", "colours")]
    [InlineData("$.resources[0].schema.fields[2].name", "_id")]
    [InlineData("$.resources[2].path", "../secrets.csv")]
    [InlineData("$.contributors[0].role", "author")]
    public void A_wrong_option_is_reported_at_its_place(string path, string value)
    {
        var problems = Problems(package => Set(package, path, value));

        Assert.Contains(problems, p => p.Path == path || (path.EndsWith("role", StringComparison.Ordinal) && p.Path == "$.contributors"));
    }

    [Fact]
    public void A_field_with_two_origins_or_none_is_reported()
    {
        var problems = Problems(package =>
        {
            package["etl"]!["resources"]!["revenue"]!["constants"]!["label"] = "x";
            package["etl"]!["resources"]!["expenditure"]!["constants"]!.AsObject().Remove("currency");
        });

        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, p => p.Path == "$.etl.resources.revenue" && p.Accepted.Contains("label; found 2", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Path == "$.etl.resources.expenditure" && p.Accepted.Contains("currency; found 0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_header_means_one_thing_and_every_mapped_field_has_one()
    {
        var problems = Problems(package =>
        {
            package["etl"]!["resources"]!["revenue"]!["map"]!["label"] = new JsonArray("K.A.");
            package["etl"]!["resources"]!["revenue"]!["unpivot"]!["columns"]!["initial"] = new JsonArray();
        });

        Assert.Equal(["$.etl.resources.revenue.map.label", "$.etl.resources.revenue.unpivot.columns.initial"], problems.Select(p => p.Path));
    }

    [Fact]
    public void An_http_source_needs_one_address_per_table_without_a_user_name()
    {
        var problems = Problems(package => package["etl"]!["sources"] = JsonNode.Parse("""[{"kind": "http", "urls": {"expenditure": "https://user:secret@example.org/e.csv"}}]"""));

        Assert.Equal(["$.etl.sources[0].urls", "$.etl.sources[0].urls.expenditure"], problems.Select(p => p.Path).Order());
    }

    [Fact]
    public void Text_that_is_no_json_is_one_problem()
    {
        Assert.Equal("$", Assert.Single(Assert.Throws<MappingException>(() => Mapping("{")).Problems).Path);
        Assert.Equal("$", Assert.Single(Assert.Throws<MappingException>(() => Mapping("""{"name": "a", "name": "b"}""")).Problems).Path);
        Assert.NotEmpty(Assert.Throws<MappingException>(() => Mapping("[]")).Problems);
        Assert.NotEmpty(Assert.Throws<MappingException>(() => Mapping("""{"etl": 5, "resources": [5], "licenses": [5], "contributors": "x"}""")).Problems);
    }

    [Theory]
    [InlineData("$.etl.schedule.cron", "0 6 * * *", true)]
    [InlineData("$.title", "Other", true)]
    [InlineData("$.resources[0].schema.fields[2].title", "Other", true)]
    [InlineData("$.etl.rules[0].severity", "warning", true)]
    [InlineData("$.etl.read.encoding", "utf-16le", false)]
    [InlineData("$.etl.resources.revenue.constants.currency", "GRD", false)]
    [InlineData("$.etl.delivery.period.pattern", "(?<period>.*)", false)]
    [InlineData("$.resources[0].schema.fields[10].scale", "3", false)]
    public void Hash_changes_with_what_decides_the_rows_and_with_nothing_else(string path, string value, bool same)
    {
        var package = JsonNode.Parse(Text)!.AsObject();
        Set(package, path, value);

        Assert.Equal(same, Mapping(package.ToJsonString()).Hash == Read.Thessaloniki.Hash);
    }

    [Fact]
    public void Hash_does_not_depend_on_the_order_of_properties_or_on_blanks()
    {
        var turned = Turn(JsonNode.Parse(Text))!;

        Assert.Equal(Read.Thessaloniki.Hash, Mapping(turned.ToJsonString()).Hash);
        Assert.Matches("^[0-9a-f]{64}$", Read.Thessaloniki.Hash);

        static JsonNode? Turn(JsonNode? node) => node switch
        {
            JsonObject o => new JsonObject(o.Reverse().Select(p => KeyValuePair.Create(p.Key, Turn(p.Value)))),
            JsonArray a => new JsonArray([.. a.Select(Turn)]),
            _ => node?.DeepClone(),
        };
    }

    [Theory]
    [InlineData("*.csv", "a.csv", true)]
    [InlineData("*.csv", "x/a.csv", false)]
    [InlineData("**/*.csv", "a.csv", true)]
    [InlineData("**/*.csv", "x/y/a.CSV", true)]
    [InlineData("Expenses/20??_*.csv", "Expenses/2016_a.csv", true)]
    [InlineData("Expenses/20??_*.csv", "Expenses/2016_a.csv.tmp", false)]
    [InlineData("a+b.csv", "aab.csv", false)]
    public void File_pattern_stays_within_its_folder(string pattern, string path, bool matches) =>
        Assert.Equal(matches, (Read.Thessaloniki.Resources[0] with { Files = pattern }).Matches(path));

    [Fact]
    public async Task A_code_list_with_a_doubled_code_or_a_lost_parent_is_refused()
    {
        var csv = "code,parent,label_el,label_en,variants\n1,,ένα,one,\n1,,ένα,one,\n21,2,δύο,,\n";

        var e = await Assert.ThrowsAsync<MappingException>(
            () => CodeList.ReadAsync("numbers", new MemoryStream(Encoding.UTF8.GetBytes(csv)), TestContext.Current.CancellationToken));

        Assert.Equal(["1", "2"], e.Problems.Select(p => p.Value));
    }

    private static IReadOnlyList<MappingProblem> Problems(Action<JsonObject> change)
    {
        var package = JsonNode.Parse(Text)!.AsObject();
        change(package);
        return Assert.Throws<MappingException>(() => Mapping(package.ToJsonString())).Problems;
    }

    private static DatasetMapping Mapping(string json) => DatasetMapping.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static void Set(JsonObject package, string path, string value)
    {
        JsonNode at = package;
        var parts = path[2..].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
        foreach (var part in parts[..^1])
        {
            var next = int.TryParse(part, out var i) ? at[i] : at[part];
            if (next is null)
                at[part] = next = new JsonObject();
            at = next;
        }
        at[parts[^1]] = int.TryParse(value, out var number) ? number : value;
    }
}
