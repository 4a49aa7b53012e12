using System.Text;
using System.Text.Json;
using OpenData.Core.Datastore;

namespace Catalog.Api.Datastore;

/// <summary>One value in JSON or CSV (contract 5.7). Numbers are written with the digits that are stored, never through a double.</summary>
internal static class Cells
{
    public static void WriteJson(Utf8JsonWriter json, RowColumn column, string? text)
    {
        if (text is null)
            json.WriteNullValue();
        else if (column.Kind == CellKind.Number && !char.IsLetter(text[^1]))
            json.WriteRawValue(text, skipInputValidation: true);
        else if (column.Kind == CellKind.Boolean)
            json.WriteBooleanValue(text == "true");
        else
            json.WriteStringValue(text);   // also NaN and Infinity, which JSON does not have
    }

    /// <summary>A row ended by LF. Null is nothing, the empty text <c>""</c>.</summary>
    public static void AppendLine(StringBuilder line, IReadOnlyList<RowColumn> columns, string?[] row, char delimiter)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0)
                line.Append(delimiter);
            if (row[i] is { } text)
                AppendText(line, columns[i].Kind == CellKind.Boolean ? text[..1] : text, delimiter);
        }

        line.Append('\n');
    }

    /// <summary>Quoted where it is empty or holds the delimiter, a quote or a line break.</summary>
    public static void AppendText(StringBuilder line, string text, char delimiter)
    {
        if (text.Length > 0 && text.AsSpan().IndexOfAny(['"', '\r', '\n', delimiter]) < 0)
            line.Append(text);
        else
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
