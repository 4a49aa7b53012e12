using System.Globalization;
using System.Text.RegularExpressions;
using Catalog.Api.Dcat.Rdf;

namespace Catalog.Api.Dcat;

/// <summary>Literals with the datatypes that DCAT-AP asks for.</summary>
internal static partial class Literals
{
    /// <summary>An instant in UTC, to the microsecond.</summary>
    public static Literal Time(DateTimeOffset time) =>
        new(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), Datatype: "xsd:dateTime");

    /// <summary>A publisher's date: a year, a month, a day or a time; a text that is none of these stays a text (contract 7.2).</summary>
    public static Literal Date(string text)
    {
        var date = text.Trim();
        if (Year().IsMatch(date))
            return new Literal(date, Datatype: "xsd:gYear");
        if (Is(date, "yyyy-MM"))
            return new Literal(date, Datatype: "xsd:gYearMonth");
        if (Is(date, "yyyy-MM-dd"))
            return new Literal(date, Datatype: "xsd:date");
        if (IsoTime().IsMatch(date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return Time(time);
        return new Literal(date);
    }

    public static Literal Count(long n) => new(n.ToString(CultureInfo.InvariantCulture), Datatype: "xsd:nonNegativeInteger");

    public static Literal Integer(long n) => new(n.ToString(CultureInfo.InvariantCulture), Datatype: "xsd:integer");

    /// <summary>Null where the text is no decimal number.</summary>
    public static Literal? Decimal(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? new(n.ToString(CultureInfo.InvariantCulture), Datatype: "xsd:decimal") : null;

    /// <summary>Null where the text is no ISO 8601 duration.</summary>
    public static Literal? Duration(string? text) => text is not null && IsoDuration().IsMatch(text) && text[^1] is not ('P' or 'T') ? new(text, Datatype: "xsd:duration") : null;

    /// <summary>The text with its language; a language that is none is left out.</summary>
    public static Literal Text(string text, string? language) => language is not null && LanguageTag().IsMatch(language) ? new(text, language.ToLowerInvariant()) : new(text);

    /// <summary>One literal for each language; without translations the plain text; nothing where all are blank.</summary>
    public static IReadOnlyList<Literal> Texts(IReadOnlyDictionary<string, string> byLanguage, string? plain)
    {
        var translated = byLanguage.Select(pair => Text(pair.Value, pair.Key)).Where(IsReadable).DistinctBy(text => text.Language).ToList();
        return translated.Count > 0 ? translated : Plain(plain) is { } one ? [one] : [];
    }

    /// <summary>Null where nothing is left of it that a reader could see.</summary>
    public static Literal? Plain(string? text) => text is not null && new Literal(text) is var literal && IsReadable(literal) ? literal : null;

    private static bool IsReadable(Literal text) => !string.IsNullOrWhiteSpace(text.Text);

    private static bool Is(string text, string format) => DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^[0-9]{4}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Year();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"^-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex IsoDuration();

    [GeneratedRegex(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.NonBacktracking)]
    private static partial Regex LanguageTag();
}
