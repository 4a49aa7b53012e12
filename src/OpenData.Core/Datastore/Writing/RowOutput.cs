using System.Globalization;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>
/// The text in which PostgreSQL prints a value, where a text that was sent tells it for certain. A row of such texts needs no cast to be hashed, so that it can
/// be sent by <c>COPY</c>.
/// </summary>
internal static class RowOutput
{
    /// <returns>The printed text; null when only PostgreSQL knows it, or whether there is such a value at all.</returns>
    public static string? Of(string text, Field field) => field switch
    {
        { Type: "text" } or { Type: "varchar", Modifier: null } => text,
        { Type: "int2" or "int4" or "int8" } => IsInteger(text) ? text : null,
        { Type: "numeric", Modifier: null, Scale: null } => IsNumber(text) ? text : null,
        { Type: "float8" } => Float(text),
        { Type: "bool" } => text switch { "true" or "True" or "t" => "t", "false" or "False" or "f" => "f", _ => null },
        { Type: "date" } => IsDay(text) ? text : null,
        { Type: "timestamp" } => Time(text),
        _ => null,
    };

    /// <summary>Whether the type is one that <see cref="Of"/> knows.</summary>
    public static bool Knows(Field field) => field is { Type: "text" or "int2" or "int4" or "int8" or "float8" or "bool" or "date" or "timestamp" } or { Type: "varchar" or "numeric", Modifier: null, Scale: null };

    private static bool IsInteger(ReadOnlySpan<char> text)
    {
        var digits = text.StartsWith('-') ? text[1..] : text;
        return digits is "0" ? digits.Length == text.Length : digits is [>= '1' and <= '9', ..] && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        if (point < 0)
            return IsInteger(text);
        var whole = text[..point];
        var decimals = text[(point + 1)..];
        return (whole is "-0" ? decimals.ContainsAnyInRange('1', '9') : IsInteger(whole)) && decimals.Length is > 0 and < 1000 && !decimals.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Fifteen digits go through a double and come back, and no shorter text is the same number; PostgreSQL writes them without exponent from 0.0001 to below 1e15.</summary>
    private static string? Float(string text)
    {
        if (!IsNumber(text))
            return null;
        var shortest = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        var digits = shortest.AsSpan().TrimStart("-0.");
        return digits.Length - (digits.Contains('.') ? 1 : 0) <= 15 && !shortest.AsSpan().TrimStart('-').StartsWith("0.0000") ? shortest : null;
    }

    private static bool IsDay(string text) => text.Length == 10 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string? Time(string text)
    {
        if (text.Length == 10)
            return IsDay(text) ? $"{text} 00:00:00" : null;
        return text.Length == 19 && DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text.Replace('T', ' ')
            : null;
    }
}
