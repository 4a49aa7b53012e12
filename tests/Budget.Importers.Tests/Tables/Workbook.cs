using System.IO.Compression;
using System.Text;
using Budget.Importers.Tables;
using Xunit;

namespace Budget.Importers.Tests.Tables;

/// <summary>Small workbooks, written by hand so that they can be wrong.</summary>
internal static class Workbook
{
    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

    /// <summary>An XLSX with these rows as XML. Styles: 1 = day, 2 = day and time, 3 = time, 4 = <c>yyyy"x"</c>.</summary>
    public static byte[] Xlsx(string rows, string texts = "", string workbook = "<sheets><sheet name=\"gone\" state=\"hidden\" r:id=\"r0\"/><sheet name=\"Data\" r:id=\"r1\"/></sheets>") => Zip(
        ("xl/workbook.xml", $"<workbook {Main} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{workbook}</workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet2.xml\"/></Relationships>"),
        ("xl/styles.xml", $"<styleSheet {Main}><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;h&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"22\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"21\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", $"<sst {Main}>{texts}</sst>"),
        ("xl/worksheets/sheet2.xml", $"<worksheet {Main}><sheetData>{rows}</sheetData></worksheet>"));

    /// <summary>An ODS with these rows as XML.</summary>
    public static byte[] Ods(string rows) => Zip(
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", $"""
            <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
            <office:body><office:spreadsheet><table:table table:name="Data">{rows}</table:table><table:table table:name="more"><table:table-row><table:table-cell/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>
            """));

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Columns with their types and the rows, as the loader makes them.</summary>
    public static async Task<string> ReadAsync(byte[] file)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var table = await TableReader.OpenAsync(new MemoryStream(file), null, ct);
        var guesses = table.Header.Select(_ => new ColumnGuess()).ToArray();
        while (await table.ReadAsync(ct))
        {
            for (var c = 0; c < guesses.Length; c++)
                guesses[c].Look(table[c], table.KindOf(c));
        }

        await using var rows = await TableReader.OpenAsync(new MemoryStream(file), null, ct);
        var text = new StringBuilder(string.Join('|', table.Header.Zip(guesses, (name, guess) => $"{name}:{guess.Type}")));
        while (await rows.ReadAsync(ct))
            text.Append('\n').AppendJoin('|', guesses.Select((guess, c) => Value(guess, rows[c])));
        return text.ToString();
    }

    private static string Value(ColumnGuess guess, ReadOnlySpan<char> cell)
    {
        Span<char> buffer = stackalloc char[512];
        return guess.Value(cell, buffer, out var isNull) is var value && isNull ? "∅" : value.ToString();
    }
}
