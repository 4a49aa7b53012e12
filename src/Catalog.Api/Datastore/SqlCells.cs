using System.Text;
using System.Text.Json;
using OpenData.Core.CallerSql;

namespace Catalog.Api.Datastore;

/// <summary>A value of PostgreSQL's, as its own text in UTF-8, in JSON (contract 5.7, the SQL action's column). Numbers keep their digits.</summary>
internal static class SqlCells
{
    public static void Write(Utf8JsonWriter json, SqlColumn column, ReadOnlySpan<byte> text)
    {
        if (column.Type is "json" or "jsonb" && column.IsStored)
            json.WriteRawValue(text, skipInputValidation: true);
        else if (column.Type.StartsWith('_'))
            WriteArray(json, column.Type[1..], Encoding.UTF8.GetString(text));
        else
            WriteScalar(json, column.Type, text);
    }

    private static void WriteScalar(Utf8JsonWriter json, string type, ReadOnlySpan<byte> text)
    {
        switch (type)
        {
            case "float4" or "float8" when text.IndexOfAnyExceptInRange((byte)'-', (byte)'9') < 0 && !text.Contains((byte)'.'):
                json.WriteRawValue([.. text, .. ".0"u8], skipInputValidation: true);   // as CKAN writes a double that is whole
                break;
            case "int2" or "int4" or "int8" or "float4" or "float8" or "numeric" when !char.IsAsciiLetter((char)text[^1]):
                json.WriteRawValue(text, skipInputValidation: true);
                break;
            case "bool":
                json.WriteBooleanValue(text[0] == 't');
                break;
            case "timestamp" or "timestamptz":
                json.WriteStringValue(Iso(Encoding.UTF8.GetString(text)));
                break;
            default:
                json.WriteStringValue(text);   // also NaN and Infinity, which JSON does not have (contract 9, row 26)
                break;
        }
    }

    /// <summary><c>2021-01-02 03:04:05.5+00</c> as <c>2021-01-02T03:04:05.500000+00:00</c>; what is no such time stays.</summary>
    internal static string Iso(string text)
    {
        if (text.Length < 19 || text[10] != ' ' || text.EndsWith("BC", StringComparison.Ordinal))
            return text;
        var zone = text.AsSpan(19).IndexOfAny('+', '-') is var z && z >= 0 ? z + 19 : text.Length;
        var fraction = zone > 19 ? text[19..zone].PadRight(7, '0') : "";
        var offset = text[zone..];
        return $"{text[..10]}T{text[11..19]}{fraction}{(offset.Length == 3 ? offset + ":00" : offset)}";
    }

    /// <summary><c>{1,NULL,"a b"}</c>, also of more dimensions.</summary>
    private static void WriteArray(Utf8JsonWriter json, string type, string text)
    {
        var at = text.IndexOf('{', StringComparison.Ordinal);   // behind bounds such as [0:2]=
        if (at < 0)
        {
            json.WriteStringValue(text);
            return;
        }

        var item = new StringBuilder();
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '{':
                    json.WriteStartArray();
                    break;
                case '}':
                    json.WriteEndArray();
                    break;
                case ',':
                    break;
                default:
                    at = ReadItem(text, at, item, out var isQuoted);
                    if (!isQuoted && item.Equals("NULL"))
                        json.WriteNullValue();
                    else
                        WriteScalar(json, type, Encoding.UTF8.GetBytes(item.ToString()));
                    break;
            }
        }
    }

    /// <returns>The place of the item's last character.</returns>
    private static int ReadItem(string text, int at, StringBuilder item, out bool isQuoted)
    {
        item.Clear();
        isQuoted = text[at] == '"';
        if (isQuoted)
            at++;
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (isQuoted ? text[at] == '"' : text[at] is ',' or '}')
                return isQuoted ? at : at - 1;
            item.Append(text[at]);
        }

        return at;
    }
}
