using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>The type of a column that nobody declared, from its value in the first record (contract 5.1). A number with zeros in front is a code: text.</summary>
internal static partial class ColumnGuess
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "text",
        JsonValueKind.Object or JsonValueKind.Array => "json",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => OfNumber(value.GetRawText()),
        _ => OfText(value.GetString()!),
    };

    /// <param name="text">As JSON writes it.</param>
    public static string OfNumber(string text) => text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? OfInteger(text) : "float8";

    private static string OfInteger(string text)
    {
        var number = BigInteger.Parse(text, CultureInfo.InvariantCulture);
        return number >= int.MinValue && number <= int.MaxValue ? "int4" : number >= long.MinValue && number <= long.MaxValue ? "int8" : "numeric";
    }

    private static string OfText(string text)
    {
        if (text.Length > 100)
            return "text";
        if (Integer().IsMatch(text))
            return OfInteger(text);
        if (Decimal().IsMatch(text))
            return "numeric";
        return IsTime(text) ? "timestamp" : "text";
    }

    private static bool IsTime(string text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd HH:mm:ss'Z'", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        || (DayFirst.ToIso(text) is { Length: 10 } day && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    [GeneratedRegex("^[+-]?(0|[1-9][0-9]*)$", RegexOptions.NonBacktracking)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[+-]?((0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|[1-9][0-9]*)([eE][+-]?[0-9]{1,3})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Decimal();
}
