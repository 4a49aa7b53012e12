using System.Text;
using Xunit;

namespace Budget.Importers.Tests.Formats;

/// <summary>Files that are no budget at all, and files that arrive in crumbs: counted in bytes read and findings, never in time.</summary>
public sealed class HostileFileTests
{
    private const long Huge = 300L * 1024 * 1024;
    private const string Header = "Υπηρεσία;Κ.Α.;Περιγραφή;Προϋπολογισθέντα;Διαμορφωθέντα;Δεσμευθέντα;Ενταλθέντα;Πληρωθέντα\n";
    private const string Row = "Υπηρεσία Πολεοδομίας;6011.01.01;ΑΠΟΔΟΧΕΣ;1.755.000,00;1.755.000,00;1.755.000,00;526.676,73;440.844,28;\n";

    public static TheoryData<string, string, string> Garbage { get; } = new()
    {
        { "random", "", "encoding-invalid" },
        { "zeros", "", "line-too-long" },
        { "letters", "", "encoding-differs" },
        { "one line", Header, "line-too-long" },
        { "delimiters", Header, "line-too-long" },
        { "short lines", Header, "reading-stopped" },
        { "line ends", Header, "reading-stopped" },
        { "line ends", "", "reading-stopped" },
        { "other rows", "", "header-missing" },
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Three_hundred_megabytes_of_garbage_end_within_the_first_few(string kind, string start, string rule)
    {
        byte[] head = [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(start)];
        await using var stream = new EndlessStream(kind == "letters" ? [] : head, Pattern(kind), Huge);

        var result = await Read.StreamAsync(stream, Read.Thessaloniki, "expenditure", "garbage.csv", new DateOnly(2016, 4, 1));

        Assert.Empty(result.Lines);
        Assert.Contains(result.Findings.Counts.Keys, key => key.Rule == rule);
        Assert.InRange(stream.Position, 0, 2 * 1024 * 1024);
        Assert.InRange(result.Findings.Items.Count, 1, FindingLog.Most);
    }

    [Fact]
    public async Task A_file_that_arrives_byte_by_byte_reads_the_same()
    {
        byte[] bytes = [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Header + Row + Row.Replace("6011", "6012", StringComparison.Ordinal) + "Ά;λ")];
        await using var crumbs = new EndlessStream(bytes, [], bytes.Length) { Largest = 1 };

        var whole = await Read.BytesAsync("expenditure", bytes);
        var result = await Read.StreamAsync(crumbs, Read.Thessaloniki, "expenditure", "2016_04_01_22.54.csv", new DateOnly(2016, 4, 1));

        Assert.Equal(10, result.Lines.Count);
        Assert.Equal(whole.Lines.Select(l => string.Join("|", l.Values)), result.Lines.Select(l => string.Join("|", l.Values)));
        Assert.Equal(("line-truncated", 4), (result.TheFinding.Rule, result.TheFinding.Line));
    }

    /// <summary>Far behind the sample, so that only the decoder sees it, and at every offset around the end of a block.</summary>
    [Fact]
    public async Task Bytes_that_are_no_text_are_found_at_their_offset_wherever_they_lie()
    {
        for (var shift = 0; shift < 40; shift++)
        {
            var text = new StringBuilder(new string(' ', shift) + Header);
            for (var i = 0; text.Length < 49_140; i++)
                text.Append(Row.Replace("01.01", $"{i / 100:00}.{i % 100:00}", StringComparison.Ordinal));
            byte[] good = [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text.ToString())];
            byte[] bytes = [.. good, 0xDC, 0x00, .. Encoding.BigEndianUnicode.GetBytes("α;\n")];

            var result = await Read.BytesAsync("expenditure", bytes);

            Assert.Equal("encoding-invalid", result.TheFinding.Rule);
            Assert.Equal(good.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), result.TheFinding.Args["offset"]);
            Assert.Equal(text.ToString().Count(c => c == '\n') + 1, result.TheFinding.Line);
        }
    }

    [Fact]
    public async Task Only_the_first_thousand_findings_are_kept_and_all_are_counted()
    {
        var rows = string.Concat(Enumerable.Range(0, 1_500).Select(i => $"Α;6011.{i / 100:00}.{i % 100:00};α;x;0,00;0,00;0,00;0,00;\n"));

        var result = await Read.TextAsync("expenditure", Header + rows);

        Assert.Equal(FindingLog.Most, result.Findings.Items.Count);
        Assert.Equal(1_500, result.Findings.Counts[("amount-unreadable", Severity.Error)]);
        Assert.Equal(6_000, result.Lines.Count);
    }

    [Fact]
    public async Task A_long_or_unprintable_cell_is_cut_and_made_printable_in_its_finding()
    {
        var cell = "a\0" + new string('x', 196) + "\U0001F4B6\U0001F4B6";

        var result = await Read.TextAsync("expenditure", Header.Replace("Κ.Α.", cell, StringComparison.Ordinal) + Row);

        Assert.Equal("column-renamed", result.TheFinding.Rule);
        Assert.Equal("a␀" + new string('x', 196) + "…", result.TheFinding.Value);
    }

    [Fact]
    public async Task Reading_stops_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        await using var stream = new EndlessStream([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Header)], Encoding.BigEndianUnicode.GetBytes(Row), Huge);
        var context = new FileContext { FileName = "a.csv", Dataset = Read.Thessaloniki, Period = new DateOnly(2016, 4, 1) };
        var lines = new Importers.Formats.DelimitedText().ReadAsync(stream, Read.Thessaloniki.Resource("expenditure"), context, new FindingLog(), cancel.Token);

        await Assert.ThrowsAsync<TaskCanceledException>(async () =>
        {
            await foreach (var _ in lines)
                await cancel.CancelAsync();
        });
    }

    private static byte[] Pattern(string kind)
    {
        var random = new byte[100_003];
        new Random(1).NextBytes(random);
        return kind switch
        {
            "random" => random,
            "zeros" => [0],
            "letters" => "a"u8.ToArray(),
            "one line" => Encoding.BigEndianUnicode.GetBytes("α"),
            "delimiters" => Encoding.BigEndianUnicode.GetBytes(";"),
            "short lines" => Encoding.BigEndianUnicode.GetBytes("α;β\n"),
            "line ends" => Encoding.BigEndianUnicode.GetBytes("\n"),
            _ => Encoding.BigEndianUnicode.GetBytes(Row),
        };
    }
}
