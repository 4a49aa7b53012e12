using Budget.Importers.Tables;
using Xunit;
using static Budget.Importers.Tests.Tables.Workbook;

namespace Budget.Importers.Tests.Tables;

/// <summary>Workbooks as tables: what a cell is stands in the file, and files that are made to hurt are refused (security rule 14).</summary>
public sealed class SheetTests
{
    private const string Header = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>b</t></is></c></row>";

    private static string Cells(params string[] cells) => $"<row>{string.Concat(cells)}</row>";

    [Fact]
    public async Task Cells_of_xlsx_are_what_the_file_says()
    {
        var texts = "<si><t>code</t></si><si><r><t>Κωδι</t></r><r><t xml:space=\"preserve\">κός </t></r><rPh><t>no</t></rPh></si><si><t>0111.01</t></si><si><t>6011</t></si><si><t>x_x000A_y</t></si><si/>";
        var rows = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>n</t></is></c><c r=\"D2\" t=\"str\"><v>day</v></c><c t=\"str\"><v>at</v></c><c t=\"str\"><v>open</v></c><c t=\"str\"><v>bad</v></c></row>"
            + "<row r=\"4\"><c r=\"A4\" t=\"s\"><v>2</v></c><c r=\"B4\" t=\"s\"><v>4</v></c><c r=\"C4\"><v>1.1000000000000001</v></c><c r=\"D4\" s=\"1\"><v>45352</v></c><c r=\"E4\" s=\"2\"><v>45352.5</v></c><c r=\"F4\" t=\"b\"><v>1</v></c><c r=\"G4\"><v>1</v></c></row>"
            + "<row r=\"5\"/>"
            + "<row r=\"6\"><c r=\"A6\" t=\"s\"><v>3</v></c><c r=\"B6\" t=\"s\"><v>5</v></c><c r=\"C6\"><f>SUM(1)</f><v>1E-3</v></c><c r=\"E6\" s=\"2\"><v>1.25</v></c><c r=\"F6\" t=\"b\"><v>0</v></c><c r=\"G6\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>";

        Assert.Equal("""
            code:text|Κωδικός:text|n:numeric|day:date|at:timestamp|open:bool|bad:text
            0111.01|x
            y|1.1|2024-03-01|2024-03-01 12:00:00|t|1
            6011|∅|0.001|∅|1900-01-01 06:00:00|f|#DIV/0!
            """.ReplaceLineEndings("\n"), await ReadAsync(Xlsx(rows, texts)));
    }

    [Theory]
    [InlineData("123456789.12", "numeric|123456789.12")]
    [InlineData("1.234", "numeric|1.234")]
    [InlineData("12345678901234567", "int8|12345678901234567")]
    [InlineData("12345678901234567.89", "numeric|12345678901234567.89")]
    [InlineData("0.30000000000000004", "numeric|0.30000000000000004")]
    [InlineData("1000000000000000.01", "numeric|1000000000000000.01")]
    [InlineData("1E+20", "numeric|100000000000000000000")]
    [InlineData("1e400", "text|1e400")]
    [InlineData("1E-400", "text|1E-400")]
    [InlineData("1,5", "text|1,5")]
    public async Task A_number_is_the_one_that_was_typed(string stored, string read) =>
        Assert.Equal(read, (await ReadAsync(Xlsx(Cells("<c t=\"str\"><v>a</v></c>") + Cells($"<c><v>{stored}</v></c>")))).Replace("a:", "", StringComparison.Ordinal).Replace('\n', '|'));

    [Theory]
    [InlineData(1, "60", "int4|60")]
    [InlineData(1, "59", "date|1900-02-28")]
    [InlineData(1, "1.5", "timestamp|1900-01-01 12:00:00")]
    [InlineData(1, "2958466", "int4|2958466")]
    [InlineData(3, "0.75", "text|18:00:00")]
    [InlineData(4, "366", "date|1900-12-31")]
    [InlineData(0, "45352", "int4|45352")]
    public async Task A_day_is_a_number_whose_format_says_so(int style, string stored, string read) =>
        Assert.Equal(read, (await ReadAsync(Xlsx(Cells("<c t=\"str\"><v>a</v></c>") + Cells($"<c s=\"{style}\"><v>{stored}</v></c>")))).Replace("a:", "", StringComparison.Ordinal).Replace('\n', '|'));

    [Fact]
    public async Task Days_may_be_counted_from_1904() => Assert.Equal("a:date\n1904-01-02", await ReadAsync(Xlsx(
        Cells("<c t=\"str\"><v>a</v></c>") + Cells("<c s=\"1\"><v>1</v></c>"), workbook: "<workbookPr date1904=\"1\"/><sheets><sheet name=\"x\" r:id=\"r1\"/></sheets>")));

    [Fact]
    public async Task Cells_of_ods_are_what_the_file_says()
    {
        static string Text(string text) => $"<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>";
        var rows = $"<table:table-header-rows><table:table-row>{Text("code")}{Text("n")}{Text("day")}{Text("at")}{Text("open")}{Text("t")}<table:table-cell table:number-columns-repeated=\"16378\"/></table:table-row></table:table-header-rows>"
            + $"<table:table-row table:number-rows-repeated=\"2\">{Text("007")}<table:table-cell office:value-type=\"currency\" office:value=\"12.345\"><text:p>12,35 €</text:p></table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-01\"><text:p>1/3/24</text:p></table:table-cell>"
            + "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-01T10:00:00\"/><table:table-cell office:value-type=\"boolean\" office:boolean-value=\"false\"/><table:table-cell office:value-type=\"time\" office:time-value=\"PT10H30M00S\"/></table:table-row>"
            + $"<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
            + "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s text:c=\"2\"/><text:span>b</text:span> <text:span>c</text:span></text:p><text:p>d</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"5\"/></table:table-row>"
            + "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>";

        Assert.Equal("""
            code:text|n:numeric|day:text|at:timestamp|open:bool|t:text
            007|12.345|2024-03-01|2024-03-01 10:00:00|f|10:30:00
            007|12.345|2024-03-01|2024-03-01 10:00:00|f|10:30:00
            a  b c
            d|5|5|∅|∅|∅
            """.ReplaceLineEndings("\n"), await ReadAsync(Ods(rows)));
    }

    [Theory]
    [InlineData("load.formula", 2, 2, "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><f>A2</f></c></row>")]
    [InlineData("load.row-long", 1048576, 16384, "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>")]
    [InlineData("load.rows", 99999999, null, "<row r=\"99999999\"><c r=\"A99999999\"><v>1</v></c></row>")]
    [InlineData("load.sheet-damaged", 2, null, "<row r=\"2\"><c r=\"ZZZZ2\"><v>1</v></c></row>")]
    [InlineData("load.sheet-damaged", 2, null, "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>7</v></c></row>")]
    [InlineData("load.sheet-damaged", 2, null, "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>&boom;</t></is></c></row>")]
    [InlineData("load.sheet-damaged", 2, null, "<row r=\"2\"><c r=\"A2\"><v>1</c></row>")]
    public async Task A_fault_is_told_with_its_place(string rule, int? row, int? column, string rows)
    {
        var fault = await Assert.ThrowsAsync<TableException>(() => ReadAsync(Xlsx(Header + rows)));

        Assert.Equal((rule, row, column), (fault.Rule, fault.Row, fault.Column));
    }

    public static TheoryData<string> Hostile() => ["deep", "long tag", "entities", "checksum", "rows", "text", "no workbook"];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_is_made_to_hurt_is_refused_without_harm(string kind)
    {
        var file = kind switch
        {
            "deep" => Xlsx(string.Concat(Enumerable.Repeat("<x>", 200_000))),
            "long tag" => Xlsx($"{Header}<row r=\"2\" a=\"{new string('x', 50_000_000)}\"/>"),
            "entities" => Zip(("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><workbook>&a;</workbook>")),
            "rows" => Xlsx(Header + string.Concat(Enumerable.Repeat("<row/>", 1_100_000))),
            "text" => Xlsx($"{Header}<row><c t=\"str\"><v>{new string('x', 5_000_000)}</v></c></row>"),
            "no workbook" => Zip(("word/document.xml", "<x/>")),
            _ => Xlsx(Header),
        };
        if (kind == "checksum")
            file = Spoil(file);
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes();
        var fault = await Assert.ThrowsAsync<TableException>(() => ReadAsync(file));

        Assert.StartsWith("load.", fault.Rule, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 150_000_000);
    }

    /// <summary>Another checksum for the sheet, in the archive's list.</summary>
    private static byte[] Spoil(byte[] file)
    {
        var at = file.AsSpan().LastIndexOf("xl/worksheets/sheet2.xml"u8);
        file[at - 46 + 16] ^= 1;
        return file;
    }
}
