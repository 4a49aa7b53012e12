using System.Data;
using System.Globalization;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Exports;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary>
/// A workbook with one sheet. A text that a spreadsheet might take for a formula gets an apostrophe before it (security rule 20); numbers that a spreadsheet would
/// round, and codes, are text.
/// </summary>
internal sealed class WorkbookFormat(RowReader rows) : ExportFormat
{
    // Excel's limits: a sheet's rows with the header, its columns, a cell's characters.
    private const int MaxRows = 1_048_576;
    private const int MaxColumns = 16_384;
    private const int MaxText = 32_767;

    /// <summary>Significant digits that a double keeps.</summary>
    private const int ExactDigits = 15;

    /// <summary>From here on Excel's calendar has no day too many.</summary>
    private static readonly DateTime FirstDay = new(1900, 3, 1);

    private static readonly OpenXmlConfiguration Plain = new() { AutoFilter = false, TableStyles = TableStyles.None };

    public override string Extension => "xlsx";

    public override string MediaType => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public override Task WriteAsync(VersionBound at, ExportedCsv csv, string target, CancellationToken ct)
    {
        var query = WholeTable.Of(at);
        if (at.RowCount >= MaxRows || query.Columns.Count > MaxColumns)
            throw new ValidationException("format", $"xlsx: {at.RowCount} rows and {query.Columns.Count} columns; a sheet takes {MaxRows - 1} and {MaxColumns}. Take csv or parquet");
        return Task.Run(() =>
        {
            using var file = new FileStream(target, FileMode.CreateNew);
            file.SaveAs(at.RowCount == 0 ? Header(query) : Rows(query, ct), configuration: Plain);
        }, ct);
    }

    /// <summary>The library knows the header from the first row; without rows, from a table.</summary>
    private static DataTable Header(RowQuery query)
    {
        var header = new DataTable();
        foreach (var column in query.Columns)
            header.Columns.Add(Neutral(column.Name));
        return header;
    }

    private IEnumerable<IDictionary<string, object?>> Rows(RowQuery query, CancellationToken ct)
    {
        var names = query.Columns.Select(column => Neutral(column.Name)).ToList();
        foreach (var row in rows.ReadAsync(query, limited: false, ct).ToBlockingEnumerable(ct))
        {
            var cells = new Dictionary<string, object?>(row.Length, StringComparer.Ordinal);
            for (var i = 0; i < row.Length; i++)
                cells[names[i]] = row[i] is { } text ? Cell(query.Columns[i], text) : null;
            yield return cells;
        }
    }

    private static object Cell(RowColumn column, string text) => column switch
    {
        { Kind: CellKind.Boolean } => text[0] == 't',
        { Kind: CellKind.Number } when text.Count(char.IsAsciiDigit) <= ExactDigits && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        { Type: "date" } when DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= FirstDay => day,
        _ => Neutral(text),
    };

    /// <exception cref="ValidationException">Longer than a cell can be: cutting it would publish something else.</exception>
    private static string Neutral(string text)
    {
        if (text.Length >= MaxText)
            throw new ValidationException("format", $"xlsx: a text of {text.Length} characters; a cell takes {MaxText}. Take csv or parquet");
        return Spreadsheets.Neutral(text);
    }
}
