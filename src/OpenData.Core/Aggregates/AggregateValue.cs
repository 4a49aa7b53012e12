using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace OpenData.Core.Aggregates;

/// <summary>Values that callers compare with, in one form for each kind that every engine reads alike.</summary>
public static partial class AggregateValue
{
    /// <summary>More digits are no amount of anything, and a power of ten from outside must not become a number of a million digits.</summary>
    private const int MaxDigits = 100;

    private static readonly string[] Times =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFF",
    ];

    /// <summary>What a value of that kind looks like, for error answers.</summary>
    public static string Accepted(AggregateKind kind) => kind switch
    {
        AggregateKind.Whole or AggregateKind.Numeric => "a number such as 12 or \"-0.50\", of at most 100 digits",
        AggregateKind.Floating => "a number such as 0.5 or 1e-3",
        AggregateKind.Boolean => "true or false",
        AggregateKind.Date => "a day such as 2024-05-31",
        AggregateKind.Timestamp => "a time such as 2024-05-31T10:30:00",
        AggregateKind.Instant => "a time in UTC such as 2024-05-31T10:30:00",
        _ => "a text",
    };

    /// <summary>The value's one form, or null when it is none of that kind.</summary>
    public static string? Read(AggregateKind kind, string text) => kind switch
    {
        AggregateKind.Text => text.Contains('\0', StringComparison.Ordinal) ? null : text,
        AggregateKind.Whole or AggregateKind.Numeric => Number(text) is { } number ? Plain(number) : null,
        AggregateKind.Floating => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : null,
        AggregateKind.Boolean => text is "true" or "false" ? text : null,
        AggregateKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        AggregateKind.Timestamp or AggregateKind.Instant => DateTime.TryParseExact(kind == AggregateKind.Instant ? text.Replace("+00:00", "", StringComparison.Ordinal).TrimEnd('Z') : text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) : null,
        _ => null,
    };

    /// <summary>An exact number as digits and the place of its point.</summary>
    public static (BigInteger Digits, int Scale)? Number(string text)
    {
        var match = Decimal().Match(text);
        if (!match.Success)
            return null;
        var fraction = match.Groups["fraction"].Value;
        var exponent = match.Groups["exponent"].Success ? int.Parse(match.Groups["exponent"].Value, CultureInfo.InvariantCulture) : 0;
        var digits = BigInteger.Parse(match.Groups["sign"].Value + match.Groups["whole"].Value + fraction, CultureInfo.InvariantCulture);
        var scale = fraction.Length - exponent;
        if (scale < 0)
            (digits, scale) = (digits * BigInteger.Pow(10, -scale), 0);
        return scale > MaxDigits || BigInteger.Abs(digits) >= BigInteger.Pow(10, MaxDigits) ? null : (digits, scale);
    }

    /// <summary>Without a power of ten, without needless zeros.</summary>
    private static string Plain((BigInteger Digits, int Scale) number)
    {
        var digits = BigInteger.Abs(number.Digits).ToString(CultureInfo.InvariantCulture).PadLeft(number.Scale + 1, '0');
        var text = number.Scale == 0 ? digits : $"{digits[..^number.Scale]}.{digits[^number.Scale..]}".TrimEnd('0').TrimEnd('.');
        return number.Digits.Sign < 0 ? $"-{text}" : text;
    }

    [GeneratedRegex(@"^(?<sign>-?)(?<whole>[0-9]{1,100})(?:\.(?<fraction>[0-9]{1,100}))?(?:[eE](?<exponent>[+-]?[0-9]{1,2}))?$", RegexOptions.NonBacktracking)]
    private static partial Regex Decimal();
}
