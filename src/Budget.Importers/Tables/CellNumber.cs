namespace Budget.Importers.Tables;

/// <summary>Texts that are numbers, and are printed by PostgreSQL as they stand or nearly so.</summary>
internal static class CellNumber
{
    /// <summary>PostgreSQL's numeric takes more; a number of more is none.</summary>
    private const int MostDigits = 300;

    /// <summary>Digits, the first one not zero, or zero alone; a minus in front. 007 is a code.</summary>
    public static bool IsInteger(ReadOnlySpan<char> text)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        return digits is "0" ? digits.Length == text.Length : digits.Length <= MostDigits && digits is [>= '1' and <= '9', ..] && !digits.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Whether an integer is one of 32 bits.</summary>
    public static bool IsInt4(ReadOnlySpan<char> integer) => IsWithin(integer, "2147483647", "2147483648");

    /// <summary>Whether an integer is one of 64 bits.</summary>
    public static bool IsInt8(ReadOnlySpan<char> integer) => IsWithin(integer, "9223372036854775807", "9223372036854775808");

    /// <summary>A point before the decimals and nothing else: 1234.50, -0.5.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        if (point < 0)
            return IsInteger(text) || text is "-0";
        var whole = text[..point];
        var decimals = text[(point + 1)..];
        return (whole is "-0" || (whole.Length > 0 && IsInteger(whole))) && decimals.Length is > 0 and <= MostDigits && !decimals.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>A comma before the decimals, points between thousands or none: 1.234,50.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="isCertain">Whether it can be no other number: what an English reader would take for thousands is not.</param>
    public static bool IsGreek(ReadOnlySpan<char> text, out bool isCertain)
    {
        isCertain = false;
        var digits = text[0] == '-' ? text[1..] : text;
        var comma = digits.IndexOf(',');
        var whole = comma < 0 ? digits : digits[..comma];
        var decimals = comma < 0 ? default : digits[(comma + 1)..];
        if (whole.IsEmpty || digits.Length > MostDigits || (comma >= 0 && (decimals.IsEmpty || decimals.ContainsAnyExceptInRange('0', '9'))))
            return false;
        var isGrouped = whole.Contains('.');
        if (whole is not "0" && !(whole[0] is >= '1' and <= '9' && (isGrouped ? IsGrouped(whole) : !whole.ContainsAnyExceptInRange('0', '9'))))
            return false;
        isCertain = comma >= 0 && (isGrouped || decimals.Length != 3 || whole is "0" || whole.Length > 3);
        return true;
    }

    /// <summary>A Greek number as PostgreSQL prints it.</summary>
    public static ReadOnlySpan<char> FromGreek(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c != '.')
                buffer[length++] = c == ',' ? '.' : c;
        }

        return buffer[..length];
    }

    private static bool IsGrouped(ReadOnlySpan<char> whole)
    {
        var first = whole.IndexOf('.');
        if (first > 3 || whole[..first].ContainsAnyExceptInRange('0', '9'))
            return false;
        for (var rest = whole[first..]; !rest.IsEmpty; rest = rest[4..])
        {
            if (rest.Length < 4 || rest[0] != '.' || rest[1..4].ContainsAnyExceptInRange('0', '9'))
                return false;
        }

        return true;
    }

    private static bool IsWithin(ReadOnlySpan<char> integer, string most, string mostBelowZero)
    {
        var isNegative = integer[0] == '-';
        var digits = isNegative ? integer[1..] : integer;
        return digits.Length < most.Length || (digits.Length == most.Length && digits.SequenceCompareTo(isNegative ? mostBelowZero : most) <= 0);
    }
}
