using System.Globalization;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Budget;

/// <summary>
/// <c>{"dataset", "version", "is_current", "published_at", "period", "version_url", "lang", "currency", "unit", "cut", "drilldown", "order", "page", "page_size",
/// "cell_count", "line_count", "fiscal_years", "total", "total_note", "cells": [{"level2", "level2_label", "amount", "count", "href", "records_href"}]}</c>:
/// on the city's own three days, to the cent.
/// </summary>
[Collection(typeof(BudgetTests))]
public sealed class BudgetAggregateTests(BudgetSite site)
{
    private static readonly string[] Days = ["2016_04_01_22.54", "2016_04_15_21.29", "2016_04_29_21.29"];

    [Theory]
    [InlineData(1, "expenditure", "389500000.00 402946278.94 227298172.27 60376438.24 55694120.86", "initial revised committed warranted paid")]
    [InlineData(1, "revenue", "389500000.00 417850300.08 238179677.68 97401562.12", "initial revised assessed collected")]
    [InlineData(2, "expenditure", "389500000.00 402966088.20 232931443.70 64274790.19 59959180.95", "initial revised committed warranted paid")]
    [InlineData(2, "revenue", "389500000.00 417870704.34 244727123.34 102942434.06", "initial revised assessed collected")]
    [InlineData(3, "expenditure", "389500000.00 402966088.20 233629757.19 75295662.77 67985923.76", "initial revised committed warranted paid")]
    [InlineData(3, "revenue", "389500000.00 417870704.34 252066992.00 110458363.77", "initial revised assessed collected")]
    public async Task Totals_of_each_day_are_the_citys_to_the_cent(int version, string direction, string amounts, string phases)
    {
        var byPhase = await site.AggregateAsync(("cut", $"direction:{direction}"), ("drilldown", "phase"), ("version", $"{version}"));

        foreach (var (phase, amount) in phases.Split(' ').Zip(amounts.Split(' ')))
        {
            var one = await site.AggregateAsync(("cut", $"direction:{direction}|phase:{phase}"), ("version", $"{version}"));
            Assert.Equal((amount, version), (one["total"]!.ToJsonString(), (int)one["version"]!));
            Assert.Equal(amount, byPhase["cells"]!.AsArray().Single(cell => (string)cell!["phase"]! == phase)!["amount"]!.ToJsonString());
        }

        Assert.Null(byPhase["total"]);
        Assert.NotNull(byPhase["total_note"]);
    }

    [Theory]
    [InlineData("paid", "60", "23806245.72", "Αμοιβές και έξοδα προσωπικού")]
    [InlineData("paid", "67", "26017684.47", null)]
    [InlineData("paid", "82", "9611520.56", null)]
    [InlineData("collected", "06", "40550001.69", null)]
    public async Task Groups_of_29_April_are_the_citys_to_the_cent(string phase, string group, string amount, string? label)
    {
        var result = await site.AggregateAsync(("id", BudgetSite.Name), ("cut", $"phase:{phase}"), ("drilldown", "level2"));
        var cell = result["cells"]!.AsArray().Single(cell => (string)cell!["level2"]! == group)!;

        Assert.Equal(amount, cell["amount"]!.ToJsonString());
        Assert.Equal(label ?? (string)cell["level2_label"]!, (string)cell["level2_label"]!);
        Assert.NotEqual(group, (string)cell["level2_label"]!);
        Assert.Equal(("2016-04-29", "EUR", "ευρώ"), ((string)result["period"]!, (string)result["currency"]!, (string)result["unit"]!));
    }

    [Fact]
    public async Task Every_cell_of_every_level_is_the_sum_of_the_citys_lines()
    {
        foreach (var (version, day) in new[] { (1, Days[0]), (3, Days[2]) })
        {
            var lines = TestBudget.Thessaloniki(day).Where(line => line.Phase == "paid").ToList();
            foreach (var digits in new[] { 1, 2, 3, 4 })
            {
                var result = await site.AggregateAsync(("cut", "phase:paid"), ("drilldown", $"level{digits}|service"), ("pagesize", "10000"), ("version", $"{version}"));

                var expected = lines.GroupBy(line => (line.Level(digits), line.Service)).Select(g => $"{g.Key.Item1}/{g.Key.Service}: {g.Sum(l => l.Amount).ToString(CultureInfo.InvariantCulture)}");
                Assert.Equal(expected.Order(StringComparer.Ordinal),
                    result["cells"]!.AsArray().Select(c => $"{c![$"level{digits}"]}/{c["service"]}: {c["amount"]!.ToJsonString()}").Order(StringComparer.Ordinal));
                Assert.Equal(lines.Sum(line => line.Amount), (decimal)result["total"]!);
            }
        }
    }

    [Fact]
    public async Task Phases_that_would_be_added_are_a_400_that_says_so()
    {
        var (status, body) = await site.CallAsync("budget_aggregate", false, ("drilldown", "level2"));

        Assert.Equal((400, false), (status, (bool)body["success"]!));
        Assert.Contains("drill down by phase", (string)body["error"]!["phase"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revenue_and_expenditure_that_would_be_added_are_a_400_that_says_so()
    {
        var (status, body) = await site.CallAsync("budget_aggregate", false, ("drilldown", "level2"), ("cut", "phase:initial"));

        Assert.Equal(400, status);
        Assert.NotNull(body["error"]!["direction"]);
    }

    [Theory]
    [InlineData("drilldown", "levl2", "level2")]
    [InlineData("cut", "phase:paid|servise:x", "service")]
    [InlineData("order", "amonut:desc", "amount")]
    [InlineData("aggregates", "amout", "amount")]
    [InlineData("shape", "tre", "tree")]
    [InlineData("lang", "gr", "el")]
    public async Task A_misspelt_name_is_answered_with_the_nearest(string parameter, string value, string nearest)
    {
        var (status, body) = await site.CallAsync("budget_aggregate", false, [.. new[] { ("cut", "phase:paid"), ("drilldown", "level2") }.Where(p => p.Item1 != parameter), (parameter, value)]);

        Assert.Equal(409, status);
        Assert.Contains(nearest, body["error"]![parameter]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_of_names_the_version_of_that_day()
    {
        var result = await site.AggregateAsync(("cut", "phase:paid"), ("as_of", "2016-04-20"));

        Assert.Equal((2, "2016-04-15", "59959180.95"), ((int)result["version"]!, (string)result["period"]!, result["total"]!.ToJsonString()));
        Assert.Equal(404, (await site.CallAsync("budget_aggregate", false, ("cut", "phase:paid"), ("as_of", "2015-01-01"))).Status);
    }

    [Fact]
    public async Task A_cell_leads_one_level_down_and_to_its_own_rows()
    {
        var result = await site.AggregateAsync(("cut", "phase:paid"), ("drilldown", "level2"), ("version", "3"));
        var cell = result["cells"]!.AsArray().Single(cell => (string)cell!["level2"]! == "60")!;

        using var down = await site.GetAsync(new Uri((string)cell["href"]!).PathAndQuery);
        var below = JsonNode.Parse(await down.Content.ReadAsStringAsync(BudgetSite.Ct))!["result"]!;
        var rows = new Uri((string)cell["records_href"]!);

        Assert.Equal(("23806245.72", 3), (below["total"]!.ToJsonString(), (int)below["version"]!));
        Assert.All(below["cells"]!.AsArray(), c => Assert.StartsWith("60", (string)c!["level3"]!, StringComparison.Ordinal));
        Assert.Contains($"resource_id={site.ExpenditureId}&version=3", rows.Query, StringComparison.Ordinal);
        Assert.Contains("{\"phase\":\"paid\",\"level2\":\"60\"}", Uri.UnescapeDataString(rows.Query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_leads_to_what_it_folded()
    {
        var result = await site.AggregateAsync(("cut", "phase:paid"), ("drilldown", "level2"), ("top", "3"));
        var other = result["cells"]!.AsArray()[^1]!;

        using var down = await site.GetAsync(new Uri((string)other["href"]!).PathAndQuery);
        var below = JsonNode.Parse(await down.Content.ReadAsStringAsync(BudgetSite.Ct))!["result"]!;

        Assert.True((bool)other["is_other"]!);
        Assert.Null(other["level2"]);
        Assert.Equal(other["amount"]!.ToJsonString(), below["total"]!.ToJsonString());
        Assert.Null(other["records_href"]);
    }

    [Fact]
    public async Task The_shapes_hold_the_same_numbers()
    {
        (string, string)[] query = [("cut", "phase:paid"), ("drilldown", "level1|level2")];
        var cells = (await site.AggregateAsync([.. query]))["cells"]!.AsArray();
        var table = await site.AggregateAsync([.. query, ("shape", "table")]);
        var tree = (await site.AggregateAsync([.. query, ("shape", "tree")]))["tree"]!;
        var series = await site.AggregateAsync(("cut", "phase:paid"), ("drilldown", "level2"), ("shape", "series"));
        var two = await site.AggregateAsync(("cut", "direction:expenditure"), ("drilldown", "level1|phase"), ("shape", "series"));

        var amounts = cells.Select(cell => cell!["amount"]!.ToJsonString()).ToList();
        Assert.Equal(["level1", "level1_label", "level2", "level2_label", "amount", "count"], table["columns"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(amounts, table["rows"]!.AsArray().Select(row => row![4]!.ToJsonString()));
        Assert.Equal(amounts, tree["children"]!.AsArray().SelectMany(node => node!["children"]!.AsArray()).Select(node => node!["value"]!.ToJsonString()));
        Assert.Equal("67985923.76", tree["value"]!.ToJsonString());
        Assert.Equal(amounts, series["series"]![0]!["data"]!.AsArray().Select(value => value!.ToJsonString()));
        Assert.Equal(series["series"]![0]!["data"]!.AsArray().Count, series["categories"]!.AsArray().Count);
        Assert.Equal(4, two["categories"]!.AsArray().Count);
        Assert.Equal(["committed", "initial", "paid", "revised", "warranted"], two["series"]!.AsArray().Select(s => (string)s!["code"]!));
        Assert.All(two["series"]!.AsArray(), s => Assert.Equal(4, s!["data"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_tree_by_phase_has_values_only_below_the_phases()
    {
        var tree = (await site.AggregateAsync(("cut", "direction:expenditure"), ("drilldown", "level1|phase"), ("shape", "tree")))["tree"]!;

        Assert.Null(tree["value"]);
        Assert.All(tree["children"]!.AsArray(), chapter => Assert.Null(chapter!["value"]));
        Assert.All(tree["children"]!.AsArray().SelectMany(chapter => chapter!["children"]!.AsArray()), phase => Assert.NotNull(phase!["value"]));
    }

    [Fact]
    public async Task Labels_follow_the_language_and_codes_do_not()
    {
        var english = await site.AggregateAsync(("cut", "phase:paid"), ("drilldown", "service"), ("lang", "en"));

        Assert.Equal("euro", (string)english["unit"]!);
        Assert.Contains(english["cells"]!.AsArray(), cell => (string)cell!["service"]! == "Υπηρεσίες πρασίνου" && (string)cell["service_label"]! == "Parks and green spaces");
    }

    [Fact]
    public async Task A_private_budget_is_not_for_strangers()
    {
        (string, string)[] query = [("id", "secret-budget"), ("cut", "phase:paid|fiscal_year:2015..2016")];

        Assert.Equal(403, (await site.CallAsync("budget_aggregate", false, query)).Status);
        Assert.Equal(403, (await site.CallAsync("budget_cube_show", false, ("id", "secret-budget"))).Status);
        Assert.Equal(403, (await site.CallAsync("budget_members", false, ("id", "secret-budget"), ("dimension", "phase"))).Status);
        Assert.Equal("100.25", (await site.CallAsync("budget_aggregate", true, query)).Body["result"]!["total"]!.ToJsonString());
        Assert.DoesNotContain("secret-budget", await NamesAsync(asAdmin: false));
        Assert.Contains("thessaloniki-budget", await NamesAsync(asAdmin: false));
        Assert.Contains("secret-budget", await NamesAsync(asAdmin: true));

        async Task<IReadOnlyList<string>> NamesAsync(bool asAdmin) =>
            [.. (await site.CallAsync("budget_cube_list", asAdmin)).Body["result"]!.AsArray().Select(name => (string)name!)];
    }

    [Fact]
    public async Task Without_an_id_the_only_cube_answers_and_several_are_named()
    {
        var (status, body) = await site.CallAsync("budget_aggregate", true, ("cut", "phase:paid"));

        Assert.Equal(409, status);
        Assert.Contains("secret-budget, thessaloniki-budget", (string)body["error"]!["id"]![0]!, StringComparison.Ordinal);
        Assert.Equal(404, (await site.CallAsync("budget_aggregate", false, ("id", "no-such-budget"), ("cut", "phase:paid"))).Status);
    }

    [Fact]
    public async Task The_model_names_what_can_be_asked_for()
    {
        var model = (await site.CallAsync("budget_cube_show", false, ("lang", "en"))).Body["result"]!;

        Assert.Equal(["fiscal_year", "direction", "service", "level1", "level2", "level3", "level4", "code", "phase", "currency"], model["dimensions"]!.AsArray().Select(d => (string)d!["name"]!));
        Assert.Equal(["level1", "level2", "level3", "level4", "code"], model["hierarchies"]!["economic"]!.AsArray().Select(level => (string)level!));
        Assert.False((bool)model["dimensions"]!.AsArray().Single(d => (string)d!["name"]! == "phase")!["is_additive"]!);
        Assert.Equal([5785L, 1068L], model["resources"]!.AsArray().Select(table => (long)table!["row_count"]!));
    }

    [Fact]
    public async Task Members_are_listed_without_adding_anything()
    {
        var members = (await site.CallAsync("budget_members", false, ("dimension", "phase"), ("cut", "direction:revenue"))).Body["result"]!;
        var years = (await site.CallAsync("budget_members", false, ("ref", "fiscal_year"))).Body["result"]!;

        Assert.Equal([("assessed", "Βεβαιωθέντα", 267), ("collected", "Εισπραχθέντα", 267), ("initial", "Προϋπολογισθέντα", 267), ("revised", "Διαμορφωθέντα", 267)],
            members["data"]!.AsArray().Select(m => ((string)m!["code"]!, (string)m["label"]!, (int)m["count"]!)));
        Assert.Equal("2016", years["data"]![0]!["code"]!.ToJsonString());
    }
}
