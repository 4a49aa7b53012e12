using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>A value of a record as the text that PostgreSQL casts to the column's type, so that no digit of a number changes on the way.</summary>
internal static class RecordValue
{
    /// <returns>The text, null for no value.</returns>
    /// <exception cref="RecordValueException">A value of a JSON type that this column cannot have, in PostgreSQL's words.</exception>
    public static string? Text(JsonElement value, Field field)
    {
        var kind = value.ValueKind;
        if (kind == JsonValueKind.Null)
            return null;
        if (kind == JsonValueKind.String)
            return OfString(value.GetString()!, field.Type);
        if (field.Type is "json" || (field.Type is "jsonb" && kind is not (JsonValueKind.Object or JsonValueKind.Array)))
            return JsonText.Spaced(value);
        if (field.Type is "text" or "varchar" or "bpchar" && kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            return value.GetRawText();
        return kind switch
        {
            JsonValueKind.Number => OfNumber(value.GetRawText(), field),
            JsonValueKind.True or JsonValueKind.False => field.Type == "bool" ? value.GetRawText() : throw Mismatch(field, "boolean"),
            JsonValueKind.Array when field.Type.StartsWith('_') => ArrayLiteral(value, field),
            JsonValueKind.Array => throw Mismatch(field, value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Number ? "integer[]" : "text[]"),
            _ => throw new RecordValueException("can't adapt type 'dict'"),
        };
    }

    /// <summary>Whether no other text becomes the same value of that column. Numbers with decimals and times have several.</summary>
    public static bool IsOnlyForm(string text, Field field) =>
        field.Type is "text" or "varchar" or "int2" or "int4" or "int8" or "numeric" or "date" && !(field.Type == "numeric" && text.Contains('.', StringComparison.Ordinal)) && RowOutput.IsPrinted(text, field);

    private static bool IsText(string type) => type is "text" or "varchar" or "bpchar";

    private static string? OfString(string text, string type)
    {
        if (IsText(type))
            return text;
        if (text.Length == 0)
            return null;   // no value everywhere but in texts (contract 5.4)
        switch (type)
        {
            case "json":
                return JsonText.Quoted(text);
            case "numeric" or "_numeric" when IsNotFinite(text):
                throw new RecordValueException($"invalid input syntax for type numeric: \"{text}\"");
            case "date" or "timestamp" or "timestamptz":
                return DayFirst.ToIso(text) ?? text;
            default:
                return text;
        }
    }

    /// <summary>An amount is a number: PostgreSQL would take NaN and Infinity too.</summary>
    private static bool IsNotFinite(string text) => text.AsSpan().ContainsAny("nN") && (text.Contains("nan", StringComparison.OrdinalIgnoreCase) || text.Contains("inf", StringComparison.OrdinalIgnoreCase));

    private static string OfNumber(string text, Field field) => field.Type switch
    {
        "numeric" or "float4" or "float8" or "money" => text,
        "int2" or "int4" or "int8" => OfInteger(text, field.Type),
        _ => throw Mismatch(field, text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? "numeric" : ColumnTypes.LongName(ColumnGuess.OfNumber(text))),
    };

    /// <summary>1.0 is an integer; 1.5 is none, and nothing is rounded.</summary>
    private static string OfInteger(string text, string type)
    {
        if (text.Length < 10)
        {
            if (text.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
                return text;
        }

        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw new RecordValueException($"{ColumnTypes.LongName(type)} out of range");
        if (decimal.Truncate(number) != number)
            return text;
        var whole = new BigInteger(number);
        var (least, most) = type switch { "int2" => (short.MinValue, short.MaxValue), "int4" => (int.MinValue, int.MaxValue), _ => (long.MinValue, long.MaxValue) };
        return whole >= least && whole <= most ? whole.ToString(CultureInfo.InvariantCulture) : throw new RecordValueException($"{ColumnTypes.LongName(type)} out of range");
    }

    private static string ArrayLiteral(JsonElement list, Field field)
    {
        var literal = new StringBuilder();
        AppendArray(literal, list, field with { Type = field.Type[1..] });
        return literal.ToString();
    }

    private static void AppendArray(StringBuilder literal, JsonElement list, Field element)
    {
        literal.Append('{');
        foreach (var (i, item) in list.EnumerateArray().Index())
        {
            literal.Append(i > 0 ? "," : "");
            if (item.ValueKind == JsonValueKind.Array)
                AppendArray(literal, item, element);
            else if (Text(item, element) is { } text)
                literal.Append('"').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            else
                literal.Append("NULL");
        }

        literal.Append('}');
    }

    private static RecordValueException Mismatch(Field field, string sent) =>
        new($"column \"{field.Id}\" is of type {(field.Type == "json" ? "json" : ColumnTypes.LongName(field.Type))} but expression is of type {sent}");
}

/// <summary>A value that its column cannot have; whoever knows the record adds its number.</summary>
internal sealed class RecordValueException(string message) : Exception(message);
