using System.Globalization;
using Budget.Importers.Checks;
using Budget.Importers.Mapping;
using Xunit;

namespace Budget.Importers.Tests;

/// <summary>The city's own exports, to the cent. The figures were computed apart from this code, with exact decimals.</summary>
public sealed class ThessalonikiTests
{
    public static TheoryData<string, string, int, string> Days { get; } = new()
    {
        { "expenditure", "Expenses/2016_04_01_22.54.csv", 1157, "committed 227298172.27 initial 389500000.00 paid 55694120.86 revised 402946278.94 warranted 60376438.24" },
        { "expenditure", "Expenses/2016_04_15_21.29.csv", 1157, "committed 232931443.70 initial 389500000.00 paid 59959180.95 revised 402966088.20 warranted 64274790.19" },
        { "expenditure", "Expenses/2016_04_29_21.29.csv", 1157, "committed 233629757.19 initial 389500000.00 paid 67985923.76 revised 402966088.20 warranted 75295662.77" },
        { "revenue", "Incomes/2016_04_01_22.54.csv", 267, "assessed 238179677.68 collected 97401562.12 initial 389500000.00 revised 417850300.08" },
        { "revenue", "Incomes/2016_04_15_21.29.csv", 267, "assessed 244727123.34 collected 102942434.06 initial 389500000.00 revised 417870704.34" },
        { "revenue", "Incomes/2016_04_29_21.29.csv", 267, "assessed 252066992.00 collected 110458363.77 initial 389500000.00 revised 417870704.34" },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_published_day_is_read_to_the_cent_and_without_a_finding(string resource, string file, int rows, string expected)
    {
        var result = await ReadAsync(resource, file);
        var totals = new ControlTotals(result.Mapping);
        foreach (var line in result.Lines)
            totals.Add(line);

        Assert.Empty(result.Findings.Items);
        Assert.Equal(rows, totals.SourceRows);
        Assert.Equal(rows * result.Mapping.Unpivot!.Columns.Count, totals.Lines);
        Assert.Equal(expected, string.Join(" ", totals.Totals.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key} {t.Value}"))));
    }

    [Theory]
    [InlineData("expenditure", "Expenses/2016_04_29_21.29.csv", "paid", "60", "23806245.72")]
    [InlineData("expenditure", "Expenses/2016_04_29_21.29.csv", "paid", "67", "26017684.47")]
    [InlineData("expenditure", "Expenses/2016_04_29_21.29.csv", "paid", "82", "9611520.56")]
    [InlineData("revenue", "Incomes/2016_04_29_21.29.csv", "collected", "06", "40550001.69")]
    public async Task A_group_adds_up_to_the_cent(string resource, string file, string phase, string group, string expected)
    {
        var result = await ReadAsync(resource, file);
        var (level2, phaseIndex, amount) = (result.Mapping.IndexOf("level2"), result.Mapping.PhaseIndex, result.Mapping.AmountIndex);

        var sum = result.Lines.Where(l => Equals(l.Values[phaseIndex], phase) && Equals(l.Values[level2], group)).Sum(l => (decimal)l.Values[amount]!);

        Assert.Equal(expected, sum.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_first_row_becomes_one_line_per_phase_that_names_its_place()
    {
        var result = await ReadAsync("expenditure", "Expenses/2016_04_01_22.54.csv");

        Assert.Equal(
            [2016, "expenditure", "Υπηρεσία Πολεοδομίας", "6", "60", "601", "6011", "6011.01.01", "ΤΑΚΤΙΚΕΣ ΑΠΟΔΟΧΕΣ ΜΟΝΙΜΩΝ ΥΠΑΛΛΗΛΩΝ", "paid", 440844.28m, "EUR"],
            result.Lines[4].Values);
        Assert.Equal((2, 8), (result.Lines[4].SourceLine, result.Lines[4].SourceColumn));
    }

    [Fact]
    public async Task Revenue_has_no_service_and_keeps_its_leading_zeros()
    {
        var result = await ReadAsync("revenue", "Incomes/2016_04_01_22.54.csv");

        Assert.All(result.Lines, line => Assert.Equal("", line.Values[result.Mapping.IndexOf("service")]));
        Assert.Equal(("0111.01.01", "01"), (result.Value(0, "code"), result.Value(0, "level2")));
    }

    [Fact]
    public void The_name_of_a_file_tells_its_resource_and_its_day()
    {
        var mapping = Read.Thessaloniki;

        Assert.True(mapping.Resource("expenditure").Matches("Expenses/2016_04_01_22.54.CSV"));
        Assert.False(mapping.Resource("expenditure").Matches("Incomes/2016_04_01_22.54.csv"));
        Assert.False(mapping.Resource("expenditure").Matches("Expenses/done/2016_04_01_22.54.csv"));
        Assert.Equal(new DateOnly(2016, 4, 29), mapping.Etl.Period!.Of("Incomes/2016_04_29_21.29.csv"));
        Assert.Null(mapping.Etl.Period.Of("2016_13_29_21.29.csv"));
        Assert.Null(mapping.Etl.Period.Of("budget.csv"));
    }

    [Fact]
    public async Task Every_value_with_a_code_list_has_a_label_in_it()
    {
        var lists = new Dictionary<string, HashSet<string>>();
        foreach (var list in Read.Thessaloniki.CodeLists)
        {
            await using var csv = File.OpenRead(Path.Combine(Read.ThessalonikiFolder, list.Path));
            var entries = (await CodeList.ReadAsync(list.Name, csv, TestContext.Current.CancellationToken)).Entries;
            lists[list.Name] = [.. entries.SelectMany(e => (string[])[e.Code, e.Label.El, .. e.Variants])];
        }

        var unknown = new SortedSet<string>();
        foreach (var (resource, file) in new[] { ("expenditure", "Expenses/2016_04_29_21.29.csv"), ("revenue", "Incomes/2016_04_29_21.29.csv") })
        {
            var result = await ReadAsync(resource, file);
            foreach (var (i, field) in result.Mapping.Fields.Index().Where(f => f.Item.CodeList is not null && f.Item.Name is not ("level3" or "level4")))
                unknown.UnionWith(result.Lines.Select(l => (string)l.Values[i]!).Where(v => !lists[field.CodeList!].Contains(v)));
        }

        Assert.Empty(unknown);   // levels 3 and 4 have codes of the city's own, which the official chart does not know
    }

    private static async Task<Read.Result> ReadAsync(string resource, string file)
    {
        await using var stream = File.OpenRead(Path.Combine(Read.ThessalonikiFolder, "data", file));
        return await Read.StreamAsync(stream, Read.Thessaloniki, resource, file, Read.Thessaloniki.Etl.Period!.Of(file));
    }
}
