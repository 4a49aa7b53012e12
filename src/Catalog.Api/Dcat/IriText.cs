using System.Globalization;
using System.Text;
using Catalog.Api.Dcat.Rdf;

namespace Catalog.Api.Dcat;

/// <summary>Publishers' texts as addresses (contract 7.2): cleaned, and a literal where they are none.</summary>
internal static class IriText
{
    // Beyond this nobody's address is one; it bounds what cleaning costs.
    private const int Longest = 4000;

    private const string Escaped = "!\"$'()*,;<>[]{}\\^`|";

    /// <summary>An address of the web, or null.</summary>
    public static Iri? Web(string? text) => Of(text, "http://", "https://");

    /// <summary>Where a file or service can be had: of the web or a file server.</summary>
    public static Iri? Location(string? text) => Of(text, "http://", "https://", "ftp://");

    /// <summary>A name of a thing: an address of the web or a URN.</summary>
    public static Iri? Name(string? text) => Of(text, "http://", "https://", "urn:");

    /// <summary>An e-mail address, or null.</summary>
    public static Iri? Mail(string? text)
    {
        var address = text?.Trim() ?? "";
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            address = address["mailto:".Length..];
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at < 1 || at != address.LastIndexOf('@') || at == address.Length - 1 || address.Any(char.IsWhiteSpace) || address.Length > 254 ? null : new Iri("mailto:" + Clean(address));
    }

    /// <summary>The address where the text is one, else the text.</summary>
    public static RdfTerm IriOrLiteral(string text) => (RdfTerm?)Web(text) ?? new Literal(text.Trim());

    /// <summary>What stands last in an address, decoded: of <c>http://example.org/theme/trees</c> it is <c>trees</c>. The whole address where nothing does.</summary>
    public static string End(Iri address)
    {
        var text = address.Value.TrimEnd('/', '#');
        var end = Uri.UnescapeDataString(text[(text.LastIndexOfAny(['/', '#', ':']) + 1)..]);
        return string.IsNullOrWhiteSpace(end) ? address.Value : end;
    }

    private static Iri? Of(string? text, params ReadOnlySpan<string> schemes)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length > Longest)
            return null;
        foreach (var scheme in schemes)
        {
            if (!trimmed.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                continue;
            var clean = Clean(trimmed);
            return Uri.TryCreate(clean, UriKind.Absolute, out var uri) && (scheme == "urn:" ? clean.Length > 6 : uri.Host.Length > 0) ? new Iri(clean) : null;
        }

        return null;
    }

    /// <summary>What an address cannot hold is percent-encoded; what is encoded already stays.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        var hasFragment = false;
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isSecondHash = rune.Value == '#' && hasFragment;
            hasFragment |= rune.Value == '#';
            var isLonePercent = rune.Value == '%' && !(place + 2 < text.Length && char.IsAsciiHexDigit(text[place + 1]) && char.IsAsciiHexDigit(text[place + 2]));
            place += rune.Utf16SequenceLength;
            if (isSecondHash || isLonePercent || !IsAllowed(rune))
                Encode(clean, rune);
            else
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    private static bool IsAllowed(Rune rune) => rune.IsAscii
        ? rune.Value is > ' ' and < 0x7F && !Escaped.Contains((char)rune.Value, StringComparison.Ordinal)
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && rune.Value is not (>= 0xFFF0 and <= 0xFFFF);

    private static void Encode(StringBuilder clean, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
            clean.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
    }
}
