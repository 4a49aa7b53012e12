using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>What became of a cell that should hold an amount.</summary>
public enum AmountReading
{
    Read,

    /// <summary>Nothing but blanks: not zero.</summary>
    Blank,

    /// <summary>Text, another number style, or two possible readings.</summary>
    Unreadable,

    /// <summary>A number of more than 18 digits, decimals included: it does not fit the published column.</summary>
    OutOfRange,
}

/// <summary>
/// Reads an amount by its shape. The parsers of the framework skip thousands separators wherever they stand and read "1234.50" under Greek rules
/// as 123450; here each separator must stand where the style puts it, or the text is refused.
/// </summary>
public static class Amount
{
    private const int MostDigits = 18;   // numeric(18, scale)
    private const char NoBreakSpace = '\u00A0';
    private const char NarrowNoBreakSpace = '\u202F';

    /// <summary>Reads an amount with two decimals. See <see cref="Read"/>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, NumberStyle style, out decimal amount) =>
        Read(text, style, 2, out amount) == AmountReading.Read;

    /// <summary>
    /// Accepts blanks around, one <c>€</c> before or behind, and one sign: minus before, minus behind, or round brackets. The thousands separator
    /// stands everywhere or nowhere; a no-break blank may take its place. Only ASCII digits count.
    /// </summary>
    /// <param name="scale">Digits behind the decimal point of <paramref name="amount"/>, whatever the text shows.</param>
    public static AmountReading Read(ReadOnlySpan<char> text, NumberStyle style, int scale, out decimal amount)
    {
        amount = 0;
        text = text.Trim();
        if (text.IsEmpty)
            return AmountReading.Blank;

        var hadEuro = StripEuro(ref text);
        var negative = StripSign(ref text);
        if (!hadEuro)
            StripEuro(ref text);
        return ReadDigits(text, style, scale, negative, out amount);
    }

    private static bool StripEuro(ref ReadOnlySpan<char> text)
    {
        if (text is ['€', .. var behind])
            text = behind.TrimStart();
        else if (text is [.. var before, '€'])
            text = before.TrimEnd();
        else
            return false;
        return true;
    }

    private static bool StripSign(ref ReadOnlySpan<char> text)
    {
        if (text is ['(', .. var inner, ')'])
            text = inner.Trim();
        else if (text is ['-', .. var behind])
            text = behind.TrimStart();
        else if (text is [.. var before, '-'])
            text = before.TrimEnd();
        else
            return false;
        return true;
    }

    private static AmountReading ReadDigits(ReadOnlySpan<char> text, NumberStyle style, int scale, bool negative, out decimal amount)
    {
        amount = 0;
        var mark = text.IndexOf(style.DecimalMark);
        var whole = mark < 0 ? text : text[..mark];
        var decimals = mark < 0 ? [] : text[(mark + 1)..];

        var decimalsFit = style.AllDecimals
            ? decimals.Length == scale && (mark < 0) == (scale == 0)
            : decimals.Length <= scale && (mark < 0 || decimals.Length > 0);
        if (!decimalsFit || !IsWhole(whole, style) || decimals.ContainsAnyExceptInRange('0', '9'))
            return AmountReading.Unreadable;

        long units = 0;
        var digits = 0;
        foreach (var c in whole)
        {
            if (!char.IsAsciiDigit(c) || (digits == 0 && c == '0'))
                continue;
            if (++digits > MostDigits - scale)
                return AmountReading.OutOfRange;
            units = units * 10 + (c - '0');
        }
        for (var i = 0; i < scale; i++)
            units = units * 10 + (i < decimals.Length ? decimals[i] - '0' : 0);

        amount = new decimal((int)units, (int)(units >> 32), 0, negative && units != 0, (byte)scale);
        return AmountReading.Read;
    }

    /// <summary>Digits alone, or one to three digits and then groups of exactly three behind one and the same separator.</summary>
    private static bool IsWhole(ReadOnlySpan<char> text, NumberStyle style)
    {
        var first = text.IndexOfAnyExceptInRange('0', '9');
        if (first < 0)
            return text.Length > 0;

        var separator = text[first];
        if (style.GroupMark is null || first is 0 or > 3 || (separator != style.GroupMark && separator is not (NoBreakSpace or NarrowNoBreakSpace)))
            return false;

        for (var rest = text[first..]; !rest.IsEmpty; rest = rest[4..])
            if (rest.Length < 4 || rest[0] != separator || rest[1..4].ContainsAnyExceptInRange('0', '9'))
                return false;
        return true;
    }
}
