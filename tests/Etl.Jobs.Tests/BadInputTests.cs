using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenData.Core.Jobs;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>Deliveries with something wrong. Each is rejected with its place and a sentence, leaves what is published alone, and does not stand in the way of the next good one.</summary>
public sealed class BadInputTests(RunningSite site) : IClassFixture<RunningSite>
{
    private static readonly NumberFormatInfo Greek = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private const string Day = "2016_04_15_21.29";

    [Fact]
    public async Task Truncated_in_the_middle_of_a_line()
    {
        var whole = TestSource.Original("Expenses", Day);

        var finding = await RejectedAsync(whole[..(whole.Length / 2 / 2 * 2)]);

        Assert.Equal("line-truncated", finding.Rule);
        Assert.NotNull(finding.Line);
        Complete(finding);
    }

    [Fact]
    public async Task An_odd_number_of_bytes()
    {
        var finding = await RejectedAsync(TestSource.Original("Expenses", Day)[..^1]);

        Assert.Equal("bytes-odd", finding.Rule);
        Complete(finding);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("windows-1253")]
    [InlineData("utf-16")]
    public async Task Another_encoding_than_declared(string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = Encoding.BigEndianUnicode.GetString(TestSource.Original("Expenses", Day).AsSpan(2));

        var finding = await RejectedAsync([.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(text)]);

        Assert.Equal(("encoding-differs", "utf-16be"), (finding.Rule, finding.Expected));
        Complete(finding);
    }

    [Fact]
    public async Task A_column_missing()
    {
        var finding = await RejectedAsync(Edited(lines => Cut(lines, 6)));

        Assert.Equal(("column-missing", 1, "Ενταλθέντα"), (finding.Rule, finding.Line, finding.Expected));
        Complete(finding);
    }

    [Fact]
    public async Task A_column_renamed()
    {
        var finding = await RejectedAsync(Edited(lines => lines[0] = lines[0].Replace("Ενταλθέντα", "Εντολές", StringComparison.Ordinal)));

        Assert.Equal(("column-renamed", 1, 7, "Εντολές", "Ενταλθέντα"), (finding.Rule, finding.Line, finding.Column, finding.Value, finding.Expected));
        Complete(finding);
    }

    [Fact]
    public async Task A_column_doubled()
    {
        var finding = await RejectedAsync(Edited(lines =>
        {
            lines[0] += ";Πληρωθέντα";
            for (var i = 1; i < lines.Count && lines[i].Length > 0; i++)
                lines[i] += "0,00;";
        }));

        Assert.Equal(("column-doubled", 1, 9, "Πληρωθέντα"), (finding.Rule, finding.Line, finding.Column, finding.Value));
        Complete(finding);
    }

    [Theory]
    [InlineData("εκατό", "amount-unreadable")]
    [InlineData("1.234,5", "amount-unreadable")]
    [InlineData("1,234.56", "amount-unreadable")]
    [InlineData("12.34.56,00", "amount-unreadable")]
    [InlineData("", "amount-missing")]
    public async Task An_amount_that_is_none(string amount, string rule)
    {
        var finding = await RejectedAsync(Edited(lines => Set(lines, 41, 8, amount)));

        Assert.Equal((rule, 42, 8, "Πληρωθέντα", amount), (finding.Rule, finding.Line, finding.Column, finding.Header, finding.Value));
        Assert.Equal("1.234,56", finding.Expected);
        Complete(finding);
    }

    [Fact]
    public async Task A_key_that_occurs_twice()
    {
        var finding = await RejectedAsync(Edited(lines => lines.Insert(10, lines[4])));

        Assert.Equal(("key-twice", 11), (finding.Rule, finding.Line));
        Assert.Equal("5", finding.Args["other"]);
        Complete(finding);
    }

    [Fact]
    public async Task Revenue_delivered_as_expenditure()
    {
        var finding = await RejectedAsync(TestSource.Original("Incomes", Day));

        Assert.Equal(("wrong-resource", "revenue", "expenditure"), (finding.Rule, finding.Value, finding.Expected));
        Complete(finding);
    }

    [Fact]
    public async Task An_empty_file()
    {
        var finding = await RejectedAsync([]);

        Assert.Equal("file-empty", finding.Rule);
        Complete(finding);
    }

    [Fact]
    public async Task A_header_alone()
    {
        var finding = await RejectedAsync(Edited(lines => lines.RemoveRange(1, lines.Count - 2)));

        Assert.Equal("file-no-rows", finding.Rule);
        Complete(finding);
    }

    [Fact]
    public async Task One_amount_changed_by_a_cent_so_that_revenue_and_expenditure_no_longer_balance()
    {
        var finding = await RejectedAsync(Edited(lines => Set(lines, 1, 4, lines[1].Split(';')[3].Replace(",00", ",01", StringComparison.Ordinal))));

        Assert.Equal(("balanced", "0.01"), (finding.Rule, finding.Args["difference"]));
        Complete(finding);
    }

    [Fact]
    public async Task Half_of_the_rows_missing()
    {
        var finding = await RejectedAsync(Edited(lines => lines.RemoveRange(500, lines.Count - 501)));

        Assert.Equal("balanced", finding.Rule);
        Complete(finding);
    }

    [Fact]
    public async Task So_many_rows_missing_that_the_history_says_so_although_the_totals_balance()
    {
        // 300 of 1,157 lines go, and their initial amounts go to the first line that stays: the balance cannot see it.
        var finding = await RejectedAsync(Edited(lines =>
        {
            var gone = lines.GetRange(800, 300);
            lines.RemoveRange(800, 300);
            Set(lines, 1, 4, (Initial(lines[1]) + gone.Sum(Initial)).ToString("#,##0.00", Greek));
        }));

        Assert.Equal("rows-removed", finding.Rule);
        Assert.Equal("expenditure", finding.Args["resource"]);
        Complete(finding);
    }

    [Fact]
    public async Task Other_bytes_under_a_date_that_is_published_name_the_version_and_how_to_correct_it()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Day);
        source.Deliver($"Incomes/{Day}.csv", TestSource.Original("Incomes", Day));
        source.Deliver($"Expenses/{Day}.csv", Corrected());

        var run = await source.RunAsync();

        Assert.Equal("rejected", run.Status);
        var finding = Assert.Single(run.Findings);
        Assert.Equal(("period-published", $"Expenses/{Day}.csv", "1", "2016-04-15"), (finding.Rule, finding.File, finding.Args["version"], finding.Args["period"]));
        Assert.Equal(["fetch"], run.Steps.Select(step => step.Step));
        Complete(finding);
        Assert.Single(await source.VersionsAsync());
    }

    /// <summary>Delivers a bad expenditure file beside a good one of revenue; then the good one, which must publish.</summary>
    private async Task<RunFinding> RejectedAsync(byte[] expenditure, Action<JsonObject>? mapping = null)
    {
        var source = await site.HasSourceAsync(mapping);
        await source.PublishAsync(TestSource.Days[0]);
        var before = Assert.Single(await source.VersionsAsync());
        source.Deliver($"Expenses/{Day}.csv", expenditure);
        source.Deliver($"Incomes/{Day}.csv", TestSource.Original("Incomes", Day));

        var run = await source.RunAsync();

        Assert.True(run.Status == "rejected", $"{run.Status}: {TestSource.Sentences(run)}");
        Assert.NotEqual(0, run.Errors);
        Assert.Empty(source.Waiting());
        Assert.Equal([$"Expenses/{Day}.csv", $"Incomes/{Day}.csv"], source.After("rejected", run.Id));
        Assert.Equal(before.ContentHash, Assert.Single(await source.VersionsAsync()).ContentHash);
        Assert.Equal(1, await source.CurrentVersionAsync());
        Assert.Equal(2, (await source.PublishAsync(Day)).PublishedVersion);
        return run.Findings.First(finding => finding.Severity == "error");
    }

    /// <summary>The sentence exists in both languages, is not the same, and has no place left open.</summary>
    private static void Complete(RunFinding finding)
    {
        Assert.NotEqual(finding.Message["el"], finding.Message["en"]);
        Assert.All(finding.Message.Values, text => Assert.DoesNotContain("{", text, StringComparison.Ordinal));
        Assert.All(finding.Message.Values, text => Assert.DoesNotContain(finding.Rule, text, StringComparison.Ordinal));
        if (finding.Rule is not ("balanced" or "rows-removed"))
            Assert.All(finding.Message.Values, text => Assert.Contains(finding.File!, text, StringComparison.Ordinal));
        if (finding.Line is { } line && finding.Rule != "wrong-resource")
            Assert.All(finding.Message.Values, text => Assert.Contains($"{line}", text, StringComparison.Ordinal));
    }

    private static byte[] Corrected() => Edited(lines => Set(lines, 41, 8, "0,01"));

    private static byte[] Edited(Action<List<string>> edit) => TestSource.Edited("Expenses", Day, edit);

    /// <param name="lines">The file.</param>
    /// <param name="line">From 0 = header.</param>
    /// <param name="column">From 1.</param>
    /// <param name="value">What it becomes.</param>
    private static void Set(List<string> lines, int line, int column, string value)
    {
        var cells = lines[line].Split(';');
        cells[column - 1] = value;
        lines[line] = string.Join(';', cells);
    }

    private static decimal Initial(string line) => decimal.Parse(line.Split(';')[3], NumberStyles.Number, Greek);

    private static void Cut(List<string> lines, int column)
    {
        for (var i = 0; i < lines.Count; i++)
            lines[i] = string.Join(';', lines[i].Split(';').Where((_, at) => at != column));
    }
}
