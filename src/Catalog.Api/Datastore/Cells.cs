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
        else if (column.Kind is CellKind.Json or CellKind.Array)
            json.WriteRawValue(text, skipInputValidation: true);
        else if (column.Kind == CellKind.Instant)
            json.WriteStringValue(Iso(text));
        else
            json.WriteStringValue(text);   // also NaN and Infinity, which JSON does not have
    }

    /// <summary>The same of a value that is not null, in UTF-8.</summary>
    public static void WriteJson(Utf8JsonWriter json, CellKind kind, ReadOnlySpan<byte> utf8)
    {
        switch (kind)
        {
            case CellKind.Number when !char.IsAsciiLetter((char)utf8[^1]):
            case CellKind.Json or CellKind.Array:
                json.WriteRawValue(utf8, skipInputValidation: true);
                break;
            case CellKind.Boolean:
                json.WriteBooleanValue(utf8[0] == (byte)'t');
                break;
            case CellKind.Instant:
                json.WriteStringValue(Iso(Encoding.UTF8.GetString(utf8)));
                break;
            default:
                json.WriteStringValue(utf8);
                break;
        }
    }

    /// <summary>A value as the canonical CSV has it: lists, JSON and times are texts, so that who applies a difference to a file gets the other file byte for byte.</summary>
    public static void WriteStored(Utf8JsonWriter json, RowColumn column, string? text)
    {
        if (text is null || column.Kind is CellKind.Number or CellKind.Boolean)
            WriteJson(json, column, text);
        else
            json.WriteStringValue(text);
    }

    /// <summary>An instant as PostgreSQL prints it in UTC, in the form of ISO 8601: <c>2020-01-01T00:00:00+00:00</c>. What has another form, as infinity, stays.</summary>
    public static string Iso(string text) => text.EndsWith("+00", StringComparison.Ordinal) ? $"{text.Replace(' ', 'T')}:00" : text;

    /// <summary>A row ended by LF. Null is nothing, in JSON and list columns the word; the empty text is <c>""</c>.</summary>
    public static void AppendLine(StringBuilder line, IReadOnlyList<RowColumn> columns, string?[] row, char delimiter)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0)
                line.Append(delimiter);
            if (row[i] is null && columns[i].Kind is CellKind.Json or CellKind.Array)
                line.Append("null");
            else if (row[i] is { } text)
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
