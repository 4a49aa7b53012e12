using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace Catalog.Api.Tests.Budget;

/// <summary>The page <c>/budget</c> as a browser without script gets it.</summary>
[Collection(typeof(BudgetTests))]
public sealed partial class BudgetPageTests(BudgetSite site)
{
    [Theory]
    [InlineData("/budget", "Προϋπολογισμός 2016", "389.500.000,00 ευρώ")]
    [InlineData("/en/budget", "Budget 2016", "389,500,000.00 euro")]
    [InlineData("/budget?phase=paid", "Πληρωθέντα: 67.985.923,76 ευρώ", "Όσα έχουν πληρωθεί πράγματι")]
    [InlineData("/en/budget?direction=revenue&phase=collected", "Revenue, Collected: 110,458,363.77 euro", "What has actually been collected")]
    [InlineData("/budget?phase=paid&level1=6&level2=60", "60 Αμοιβές και έξοδα προσωπικού", "23.806.245,72 ευρώ")]
    [InlineData("/budget?phase=paid&by=service", "ανά υπηρεσία", "Υπηρεσίες πρασίνου")]
    [InlineData("/budget?phase=paid&service=Υπηρεσίες πρασίνου", "Υπηρεσίες πρασίνου", "ανά κεφάλαιο")]
    public async Task The_page_says_what_it_shows(string address, string first, string second)
    {
        var html = await PageAsync(address);

        Assert.Contains(first, html, StringComparison.Ordinal);
        Assert.Contains(second, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_needs_no_script_and_no_other_host()
    {
        var html = await PageAsync("/budget?phase=paid&level1=6");

        Assert.DoesNotMatch(@"<script|\son[a-z]+\s*=|javascript:", html);
        Assert.All(Addresses().Matches(html).Select(match => match.Groups[1].Value).Where(address => address.Contains("//", StringComparison.Ordinal)),
            address => Assert.StartsWith(site.Site.Address.ToString(), address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_table_holds_the_numbers_of_the_pictures_and_of_the_API()
    {
        var html = await PageAsync("/en/budget?phase=paid&level1=6");
        var api = (await site.AggregateAsync(("cut", "phase:paid|level1:6"), ("drilldown", "level2"), ("order", "amount:desc")))["cells"]!.AsArray()
            .Select(cell => ((string)cell!["level2"]!, ((decimal)cell["amount"]!).ToString("N2", CultureInfo.InvariantCulture))).ToList();

        var rows = Rows(html).Select(row => (row.Code, row.Amount)).ToList();
        Assert.Equal(api, rows);
        Assert.All(rows.Take(6), row => Assert.True(Regex.Count(html, Regex.Escape(row.Item2)) >= 3, $"{row} is not in table, pie and bar"));
        Assert.Contains("54,688,332.42", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_row_leads_down_to_the_published_rows_and_the_sums_agree_on_the_way()
    {
        var (address, expected) = ("/en/budget?phase=paid", "67,985,923.76");
        for (var level = 1; level <= 5; level++)
        {
            var html = await PageAsync(address);
            Assert.Contains($"Paid: {expected} euro", html, StringComparison.Ordinal);
            var rows = Rows(html);
            Assert.Equal(expected, rows.Sum(row => decimal.Parse(row.Amount, CultureInfo.InvariantCulture)).ToString("N2", CultureInfo.InvariantCulture));
            (address, expected) = (rows[0].Href, rows[0].Amount);
        }

        Assert.StartsWith($"/en/dataset/{BudgetSite.Name}/resource/{site.ExpenditureId}?version=3&f.", address, StringComparison.Ordinal);
        Assert.Contains("f.phase=paid", address, StringComparison.Ordinal);
        Assert.Matches(@"f\.code=6\d{3}\.\d{2}\.\d{2}", address);
    }

    [Fact]
    public async Task Every_download_of_the_page_answers_in_its_format_for_this_version()
    {
        var html = await PageAsync("/budget?phase=paid&level1=6");
        var links = Regex.Matches(html, "<a href=\"([^\"]+)\" download").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();

        Assert.Equal(["bar.csv", "bar.json", "bar.png", "bar.svg", "pie.csv", "pie.json", "pie.png", "pie.svg", "table.csv", "table.json"],
            links.Select(link => Regex.Match(link, @"[a-z]+\.[a-z]+(?=\?)").Value).Order(StringComparer.Ordinal));
        foreach (var link in links)
        {
            Assert.StartsWith($"/chart/{BudgetSite.Name}/v/3/", link, StringComparison.Ordinal);
            using var response = await site.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task An_older_version_says_so_and_keeps_its_figures_and_its_version_in_every_link()
    {
        foreach (var pin in new[] { "version=1", "as_of=2016-04-14" })
        {
            var html = await PageAsync($"/en/budget?phase=paid&{pin}");

            Assert.Contains("older version", html, StringComparison.Ordinal);
            Assert.Contains("Paid: 55,694,120.86 euro", html, StringComparison.Ordinal);
            Assert.All(Rows(html), row => Assert.Contains("version=1", row.Href, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Changing_the_direction_in_the_form_takes_a_phase_that_it_has()
    {
        var html = await PageAsync("/en/budget?direction=revenue&phase=paid");

        Assert.Contains("Revenue, Initial budget: 389,500,000.00 euro", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/budget?year=1999", HttpStatusCode.BadRequest)]
    [InlineData("/budget?direction=sideways", HttpStatusCode.BadRequest)]
    [InlineData("/budget?version=x", HttpStatusCode.BadRequest)]
    [InlineData("/budget?version=9", HttpStatusCode.NotFound)]
    [InlineData("/budget?dataset=no-such-budget", HttpStatusCode.NotFound)]
    [InlineData("/budget?dataset=secret-budget", HttpStatusCode.NotFound)]
    [InlineData("/budget?level2=nothing", HttpStatusCode.OK)]
    [InlineData("/budget?level2=60&level2=61", HttpStatusCode.OK)]
    [InlineData("/budget?service=a%00b", HttpStatusCode.BadRequest)]
    [InlineData("/budget?dataset=a%00b", HttpStatusCode.BadRequest)]
    [InlineData("/budget?service=%ED%A0%80%3Cscript%3E&level1='", HttpStatusCode.OK)]
    public async Task A_choice_that_makes_no_sense_is_a_page_and_no_failure(string address, HttpStatusCode status)
    {
        using var response = await site.GetAsync(address);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_page_has_one_heading_labelled_fields_and_a_captioned_table()
    {
        var html = await PageAsync("/en/budget?phase=paid");

        Assert.Single(Regex.Matches(html, "<h1"));
        Assert.All(Regex.Matches(html, "<select id=\"([^\"]+)\"").Select(match => match.Groups[1].Value), id => Assert.Contains($"<label for=\"{id}\"", html, StringComparison.Ordinal));
        Assert.Matches("<caption>[^<]+</caption>", html);
        Assert.DoesNotMatch("<th>|<th class", html);
        var ids = Regex.Matches(html, "\\sid=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    private async Task<string> PageAsync(string address)
    {
        using var response = await site.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(BudgetSite.Ct);
    }

    private static IReadOnlyList<(string Code, string Href, string Amount)> Rows(string html) =>
        [.. Row().Matches(html).Select(match => (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value), match.Groups[3].Value))];

    [GeneratedRegex("<td class=\"code\">([^<]*)</td>\\s*<th scope=\"row\">\\s*<a href=\"([^\"]+)\">[^<]*</a>\\s*</th>\\s*<td class=\"num\">([^<]+)</td>")]
    private static partial Regex Row();

    [GeneratedRegex("(?:href|src|action)=\"([^\"]+)\"")]
    private static partial Regex Addresses();
}
