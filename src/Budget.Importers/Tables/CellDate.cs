namespace Budget.Importers.Tables;

/// <summary>Texts that are days or times.</summary>
internal static class CellDate
{
    /// <summary>2020-12-31, a day that was or will be.</summary>
    public static bool IsDay(ReadOnlySpan<char> text) =>
        text is [_, _, _, _, '-', _, _, '-', _, _] && Number(text[..4]) is var year && Number(text[5..7]) is var month && Number(text[8..]) is var day && IsDay(year, month, day);

    /// <summary>31/12/2020 or 31-12-2020; of days and months one digit is enough (contract 5.1: the day comes first).</summary>
    public static bool IsDayFirst(ReadOnlySpan<char> text) => TrySplit(text, out var day, out var month, out var year) && IsDay(year, month, day);

    /// <summary>2020-12-31 23:59:59, with a blank or a T.</summary>
    public static bool IsTime(ReadOnlySpan<char> text) =>
        text is [.., ' ' or 'T', _, _, ':', _, _, ':', _, _] && text.Length == 19 && IsDay(text[..10])
        && Number(text[11..13]) is >= 0 and < 24 && Number(text[14..16]) is >= 0 and < 60 && Number(text[17..]) is >= 0 and < 60;

    /// <summary>A day that comes first, as PostgreSQL prints it.</summary>
    public static ReadOnlySpan<char> FromDayFirst(ReadOnlySpan<char> text, Span<char> buffer)
    {
        TrySplit(text, out var day, out var month, out _);
        text[^4..].CopyTo(buffer);
        (buffer[4], buffer[5], buffer[6], buffer[7], buffer[8], buffer[9]) = ('-', Digit(month / 10), Digit(month % 10), '-', Digit(day / 10), Digit(day % 10));
        return buffer[..10];
    }

    private static char Digit(int number) => (char)('0' + number);

    private static bool TrySplit(ReadOnlySpan<char> text, out int day, out int month, out int year)
    {
        (day, month, year) = (-1, -1, -1);
        if (text.Length is < 8 or > 10 || text[^5] is not ('/' or '-'))
            return false;
        var first = text[..^5].IndexOf(text[^5]);
        if (first is not (1 or 2))
            return false;
        var middle = text[(first + 1)..^5];
        (day, month, year) = (Number(text[..first]), middle.Length is 1 or 2 ? Number(middle) : -1, Number(text[^4..]));
        return true;
    }

    private static bool IsDay(int year, int month, int day) => year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    /// <summary>-1: other characters than digits.</summary>
    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var c in digits)
        {
            if (c is < '0' or > '9')
                return -1;
            number = (number * 10) + (c - '0');
        }

        return number;
    }
}
