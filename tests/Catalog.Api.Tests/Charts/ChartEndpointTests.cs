using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Catalog.Api.Tests.Budget;
using OpenData.Core.Cubes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Charts;

[Collection(typeof(BudgetTests))]
public sealed class ChartEndpointTests(BudgetSite site)
{
    private const string Query = "?cut=phase:paid&drilldown=level2";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static CancellationToken Ct => BudgetSite.Ct;

    [Theory]
    [InlineData("pie.svg", "image/svg+xml")]
    [InlineData("bar.svg", "image/svg+xml")]
    [InlineData("pie.png", "image/png")]
    [InlineData("bar.png", "image/png")]
    [InlineData("pie.csv", "text/csv")]
    [InlineData("bar.json", "application/json")]
    [InlineData("table.csv", "text/csv")]
    public async Task A_permalink_answers_get_and_head_alike(string file, string type)
    {
        using var get = await site.GetAsync($"/chart/{BudgetSite.Name}/v/3/{file}{Query}");
        using var head = await site.GetAsync($"/chart/{BudgetSite.Name}/v/3/{file}{Query}", method: HttpMethod.Head);
        var body = await get.Content.ReadAsByteArrayAsync(Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.StatusCode, head.StatusCode));
        Assert.Equal(type, get.Content.Headers.ContentType!.MediaType);
        Assert.Equal((long)body.Length, head.Content.Headers.ContentLength);
        Assert.Equal("max-age=31536000, immutable", string.Join(", ", get.Headers.CacheControl!.ToString().Split(", ").Where(part => part != "public").Order(StringComparer.Ordinal).Reverse()));
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task A_pinned_picture_keeps_its_bytes_when_data_labels_and_titles_change()
    {
        var budget = await TestBudget.CreateAsync(site.Site.Database, site.Site.Files, "moving-budget", Ct, isPrivate: true);
        var codes = new CodeListStore(site.Site.Database);
        TestLine[] lines = [new(2016, "expenditure", "Γραφείο", "6011", "Μισθοί", "paid", 10.00m), new(2016, "expenditure", "Γραφείο", "7111", "Έργα", "paid", 5.00m)];
        await codes.SaveAsync(budget.PackageId, [Entry("Λειτουργία")], [new("expenditure", "level1", "economic")], Ct);
        await budget.PublishAsync(lines, new DateOnly(2016, 4, 1), Ct);
        string[] addresses = [.. new[] { "pie.svg", "bar.svg", "pie.png", "bar.png", "pie.csv", "bar.json" }.Select(file => $"/chart/moving-budget/v/1/{file}?cut=phase:paid&drilldown=level1")];
        var before = await BytesAsync(addresses);

        await codes.SaveAsync(budget.PackageId, [Entry("Άλλη λέξη")], [new("expenditure", "level1", "economic")], Ct);
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(Ct))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"update catalog.package set title = 'Άλλος τίτλος', title_translated = '{{}}' where id = '{budget.PackageId}'";
            await command.ExecuteNonQueryAsync(Ct);
        }

        await budget.PublishAsync([.. lines.Select(line => line with { Amount = line.Amount * 2 })], new DateOnly(2016, 4, 2), Ct);
        var after = await BytesAsync(addresses);
        using var current = await site.GetAsync("/chart/moving-budget/pie.svg?cut=phase:paid&drilldown=level1", asAdmin: true);

        Assert.Equal(before, after);
        Assert.Contains("Άλλη λέξη", await current.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        async Task<List<string>> BytesAsync(string[] paths)
        {
            var all = new List<string>();
            foreach (var path in paths)
            {
                using var response = await site.GetAsync(path, asAdmin: true);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                all.Add(Convert.ToBase64String(await response.Content.ReadAsByteArrayAsync(Ct)));
            }

            return all;
        }

        static CodeListEntry Entry(string label) => new() { List = "economic", Code = "6", Label = new Dictionary<string, string> { ["el"] = label } };
    }

    [Fact]
    public async Task The_current_picture_is_revalidated_by_its_ETag()
    {
        using var first = await site.GetAsync($"/chart/{BudgetSite.Name}/pie.svg{Query}");
        using var again = await site.GetAsync($"/chart/{BudgetSite.Name}/pie.svg{Query}", etag: first.Headers.ETag!.ToString());
        using var other = await site.GetAsync($"/chart/{BudgetSite.Name}/pie.svg{Query}&lang=en", etag: first.Headers.ETag.ToString());

        Assert.True(first.Headers.CacheControl!.NoCache);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.StatusCode, other.StatusCode));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Ct));
    }

    [Theory]
    [InlineData("el", "Έξοδα 2016: Πληρωθέντα, ανά ομάδα", "ευρώ", "67.985.923,76", "Πηγή: Δήμος Θεσσαλονίκης", "Έκδοση 3", "29 Απριλίου 2016")]
    [InlineData("en", "Expenditure 2016: Paid, by group", "euro", "67,985,923.76", "Source: Municipality of Thessaloniki", "Version 3", "29 April 2016")]
    public async Task The_picture_says_title_unit_total_source_and_version(string language, params string[] words)
    {
        foreach (var kind in new[] { "pie", "bar" })
        {
            var svg = await SvgAsync($"/chart/{BudgetSite.Name}/v/3/{kind}.svg{Query}&lang={language}");
            var text = string.Join(' ', svg.Descendants(Svg + "text").Select(t => t.Value));

            Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
            Assert.Equal(("img", language), ((string)svg.Attribute("role")!, (string)svg.Attribute("lang")!));
            Assert.StartsWith(words[0], svg.Element(Svg + "title")!.Value, StringComparison.Ordinal);
            Assert.NotEmpty(svg.Element(Svg + "desc")!.Value);
        }
    }

    [Fact]
    public async Task A_slice_leads_one_level_down_until_a_line_is_reached()
    {
        var address = $"/chart/{BudgetSite.Name}/v/3/pie.svg?cut=phase:paid&drilldown=level1";
        foreach (var expected in new[] { "level2", "level3", "level4", "code", null })
        {
            var links = (await SvgAsync(address)).Descendants(Svg + "a").ToList();
            if (expected is null)
            {
                Assert.All(links, link => Assert.Contains("code%3A!", (string)link.Attribute("href")!, StringComparison.Ordinal));   // only "other" has more to show
                break;
            }

            Assert.All(links, link => Assert.Equal("_top", (string)link.Attribute("target")!));
            Assert.All(links, link => Assert.StartsWith($"/chart/{BudgetSite.Name}/v/3/pie.svg?", (string)link.Attribute("href")!, StringComparison.Ordinal));
            address = (string)links[0].Attribute("href")!;
            Assert.Contains($"drilldown={expected}", address, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_pie_shows_at_most_seven_slices_and_their_numbers_are_the_query_s()
    {
        var pie = await JsonAsync($"/chart/{BudgetSite.Name}/v/3/pie.json{Query}");
        var bar = await JsonAsync($"/chart/{BudgetSite.Name}/v/3/bar.json{Query}");
        var cells = (await site.AggregateAsync(("cut", "phase:paid"), ("drilldown", "level2"), ("order", "amount:desc")))["cells"]!.AsArray();

        Assert.Equal(7, pie["items"]!.AsArray().Count);
        Assert.Equal("67985923.76", pie["total"]!.ToJsonString());
        Assert.Equal(67985923.76m, pie["items"]!.AsArray().Sum(item => (decimal)item!["amount"]!));
        Assert.Equal(cells.Take(6).Select(Text), pie["items"]!.AsArray().Take(6).Select(item => $"{item!["code"]} {item["amount"]!.ToJsonString()}"));
        Assert.Equal(cells.Select(Text), bar["items"]!.AsArray().Select(item => $"{item!["code"]} {item["amount"]!.ToJsonString()}"));

        static string Text(JsonNode? cell) => $"{cell!["level2"]} {cell["amount"]!.ToJsonString()}";
    }

    [Fact]
    public async Task A_code_with_a_leading_zero_stays_text_in_CSV_and_in_the_picture()
    {
        using var response = await site.GetAsync($"/chart/{BudgetSite.Name}/v/3/table.csv?cut=phase:collected&drilldown=level2");
        var csv = await response.Content.ReadAsStringAsync(Ct);

        Assert.StartsWith("level2,label,amount,currency,count,share\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("\r\n06,", csv, StringComparison.Ordinal);
        Assert.Contains(",40550001.69,EUR,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_budget_has_no_pictures_for_strangers_and_its_own_are_not_kept()
    {
        foreach (var file in new[] { "pie.svg", "bar.png", "table.csv", "bar.json" })
        {
            foreach (var pin in new[] { "", "v/1/" })
            {
                var address = $"/chart/secret-budget/{pin}{file}?cut=phase:paid|fiscal_year:2015..2016&drilldown=code";
                using var stranger = await site.GetAsync(address);
                using var admin = await site.GetAsync(address, asAdmin: true);

                Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (stranger.StatusCode, admin.StatusCode));
                Assert.True(admin.Headers.CacheControl!.NoStore);
                Assert.DoesNotContain("Επιστροφή", await stranger.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_label_that_is_an_attack_is_only_text()
    {
        const string query = "?cut=phase:paid|fiscal_year:2015..2016&drilldown=code";
        using var svg = await site.GetAsync($"/chart/secret-budget/bar.svg{query}", asAdmin: true);
        using var csv = await site.GetAsync($"/chart/secret-budget/table.csv{query}", asAdmin: true);
        var text = await svg.Content.ReadAsStringAsync(Ct);

        Assert.Empty(XDocument.Parse(text).Descendants(Svg + "script"));
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("default-src 'none'", svg.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", svg.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("\r\n6011,\"'=cmd|", await csv.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Negative_amounts_are_bars_to_the_left_and_a_pie_says_that_it_cannot()
    {
        const string query = "?cut=phase:paid|fiscal_year:2015..2016&drilldown=code&lang=en";
        using var barResponse = await site.GetAsync($"/chart/secret-budget/bar.svg{query}", asAdmin: true);
        using var pieResponse = await site.GetAsync($"/chart/secret-budget/pie.svg{query}", asAdmin: true);
        var bar = XDocument.Parse(await barResponse.Content.ReadAsStringAsync(Ct)).Root!;
        var pie = XDocument.Parse(await pieResponse.Content.ReadAsStringAsync(Ct)).Root!;

        var zero = (double)bar.Elements(Svg + "line").First().Attribute("x1")!;
        var bars = bar.Descendants(Svg + "g").SelectMany(g => g.Elements(Svg + "rect")).Select(r => ((double)r.Attribute("x")!, (double)r.Attribute("width")!)).ToList();
        Assert.Equal(2, bars.Count);   // the third amount is zero
        Assert.Equal(zero, bars[0].Item1, 1);
        Assert.Equal(zero, bars[1].Item1 + bars[1].Item2, 1);
        Assert.DoesNotContain(pie.Descendants(Svg + "path"), path => path.Parent!.Name == Svg + "g");
        Assert.Contains("some amounts here are negative", string.Join(' ', pie.Descendants(Svg + "text").Select(t => t.Value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pies.svg?cut=phase:paid&drilldown=level1", 404, "pie")]
    [InlineData("pie.gif?cut=phase:paid&drilldown=level1", 404, "svg")]
    [InlineData("table.svg?cut=phase:paid&drilldown=level1", 404, "csv")]
    [InlineData("pie.svg?cut=phase:paid", 409, "drilldown")]
    [InlineData("pie.svg?cut=phase:paid&drilldown=level1|level2", 409, "drilldown")]
    [InlineData("pie.svg?cut=phase:paid&drilldown=levl1", 409, "level1")]
    [InlineData("pie.svg?drilldown=level1", 400, "phase")]
    [InlineData("pie.svg?cut=phase:initial&drilldown=level1", 400, "direction")]
    [InlineData("pie.svg?cut=phase:paid&drilldown=level1&width=90000", 409, "width")]
    [InlineData("pie.svg?cut=phase:paid&drilldown=level1&lang=xx", 409, "lang")]
    [InlineData("v/9/pie.svg?cut=phase:paid&drilldown=level1", 404, "Version 9")]
    [InlineData("v/x/pie.svg?cut=phase:paid&drilldown=level1", 409, "version")]
    public async Task A_wrong_address_is_an_error_in_JSON_that_names_what_is_wrong(string rest, int status, string names)
    {
        using var response = await site.GetAsync($"/chart/{BudgetSite.Name}/{rest}");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(names, body["error"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.MustRevalidate);
        Assert.Null(response.Headers.ETag);
        Assert.False(response.Headers.Contains("Link"));
    }

    private async Task<XElement> SvgAsync(string address)
    {
        using var response = await site.GetAsync(address);
        return XDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).Root!;
    }

    private async Task<JsonNode> JsonAsync(string address)
    {
        using var response = await site.GetAsync(address);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;
    }
}
