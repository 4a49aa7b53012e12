using System.Globalization;

namespace Budget.Importers.Tables;

/// <summary>
/// The type of a column from all of its cells, and its cells in the form that PostgreSQL prints. What is not certain is text: a code with zeros in front, a number
/// that two countries read differently, a date that is none. An empty cell is no value and says nothing.
/// </summary>
public sealed class ColumnGuess
{
    private const int MostDigits = 300;

    private Kinds _fits = Kinds.All;
    private bool _any;
    private bool _isCertainlyGreek;

    [Flags]
    private enum Kinds
    {
        Int4 = 1,
        Int8 = 2,

        /// <summary>1234.50</summary>
        Plain = 4,

        /// <summary>1.234,50</summary>
        Greek = 8,
        Day = 16,

        /// <summary>31/12/2020</summary>
        DayFirst = 32,
        Time = 64,
        Bool = 128,
        All = 255,
    }

    /// <summary>PostgreSQL's name.</summary>
    public string Type => Chosen switch
    {
        Kinds.Int4 => "int4",
        Kinds.Int8 => "int8",
        Kinds.Plain or Kinds.Greek => "numeric",
        Kinds.Day or Kinds.DayFirst => "date",
        Kinds.Time => "timestamp",
        Kinds.Bool => "bool",
        _ => "text",
    };

    /// <summary>The first kind that every cell is of; none = text.</summary>
    private Kinds Chosen => !_any ? 0 : new[] { Kinds.Int4, Kinds.Int8, Kinds.Plain, Kinds.Greek, Kinds.Day, Kinds.DayFirst, Kinds.Time, Kinds.Bool }
        .FirstOrDefault(kind => _fits.HasFlag(kind) && (kind != Kinds.Greek || _isCertainlyGreek));

    /// <summary>Looks at a cell.</summary>
    public void Look(ReadOnlySpan<char> cell)
    {
        if (_fits == 0 && _any)
            return;
        cell = cell.Trim();
        if (cell.IsEmpty)
            return;
        _any = true;
        if (cell[0] is (>= '0' and <= '9') or '-')
            LookAtDigits(cell);
        else
            _fits &= cell is "true" or "false" or "True" or "False" or "TRUE" or "FALSE" ? Kinds.Bool : 0;
    }

    /// <summary>The cell as a value of <see cref="Type"/>, as PostgreSQL prints it; null = no value. The buffer holds it where it differs from the cell.</summary>
    public ReadOnlySpan<char> Value(ReadOnlySpan<char> cell, Span<char> buffer, out bool isNull)
    {
        var chosen = Chosen;
        var trimmed = cell.Trim();
        isNull = chosen == 0 ? cell.IsEmpty : trimmed.IsEmpty;
        if (isNull || chosen == 0)
            return cell;
        switch (chosen)
        {
            case Kinds.Bool:
                return trimmed[0] is 't' or 'T' ? "t" : "f";
            case Kinds.DayFirst:
                trimmed[6..].CopyTo(buffer);
                buffer[4] = '-';
                trimmed.Slice(3, 2).CopyTo(buffer[5..]);
                buffer[7] = '-';
                trimmed[..2].CopyTo(buffer[8..]);
                return buffer[..10];
            case Kinds.Time:
                trimmed.CopyTo(buffer);
                buffer[10] = ' ';
                return buffer[..19];
            case Kinds.Greek:
                var length = 0;
                foreach (var c in trimmed)
                {
                    if (c != '.')
                        buffer[length++] = c == ',' ? '.' : c;
                }

                return WithoutMinusZero(buffer[..length]);
            default:
                return chosen == Kinds.Plain ? WithoutMinusZero(trimmed) : trimmed;
        }
    }

    private void LookAtDigits(ReadOnlySpan<char> cell)
    {
        var fits = Kinds.All & ~Kinds.Bool;
        if (!IsInteger(cell) || !long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            fits &= ~(Kinds.Int4 | Kinds.Int8);
        else if (number is < int.MinValue or > int.MaxValue)
            fits &= ~Kinds.Int4;
        if (!IsPlain(cell))
            fits &= ~Kinds.Plain;
        if (!IsGreek(cell, out var isCertain))
            fits &= ~Kinds.Greek;
        _isCertainlyGreek |= isCertain;
        if (cell.Length != 10 || !DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            fits &= ~Kinds.Day;
        if (cell.Length != 10 || !DateOnly.TryParseExact(cell, ["dd/MM/yyyy", "dd-MM-yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            fits &= ~Kinds.DayFirst;
        if (cell.Length != 19 || !DateTime.TryParseExact(cell, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            fits &= ~Kinds.Time;
        _fits &= fits;
    }

    private static bool IsInteger(ReadOnlySpan<char> text)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        return digits is "0" ? digits.Length == text.Length : digits.Length <= MostDigits && digits is [>= '1' and <= '9', ..] && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        if (point < 0)
            return IsInteger(text) || text is "-0";
        var whole = text[..point];
        var decimals = text[(point + 1)..];
        return (whole is "-0" || (whole.Length > 0 && IsInteger(whole))) && decimals.Length is > 0 and <= MostDigits && !decimals.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Whether it can be a number with a comma before the decimals, and whether it can be no other: grouped and with a comma, or not three decimals.</summary>
    private static bool IsGreek(ReadOnlySpan<char> text, out bool isCertain)
    {
        isCertain = false;
        var digits = text[0] == '-' ? text[1..] : text;
        var comma = digits.IndexOf(',');
        var whole = comma < 0 ? digits : digits[..comma];
        var decimals = comma < 0 ? default : digits[(comma + 1)..];
        if (whole.IsEmpty || digits.Length > MostDigits || (comma >= 0 && (decimals.IsEmpty || decimals.ContainsAnyExceptInRange('0', '9'))))
            return false;
        var isGrouped = whole.Contains('.');
        var ungrouped = whole.ToString().Replace(".", "", StringComparison.Ordinal);
        if (ungrouped is not "0" && !(ungrouped is [>= '1' and <= '9', ..] && !ungrouped.AsSpan().ContainsAnyExceptInRange('0', '9')))
            return false;
        if (isGrouped)
        {
            var first = whole.IndexOf('.');
            if (first is 0 or > 3)
                return false;
            for (var rest = whole[first..]; !rest.IsEmpty; rest = rest[4..])
            {
                if (rest.Length < 4 || rest[0] != '.' || rest[1..4].ContainsAnyExceptInRange('0', '9'))
                    return false;
            }
        }

        isCertain = comma >= 0 && (isGrouped || decimals.Length != 3);
        return true;
    }

    private static ReadOnlySpan<char> WithoutMinusZero(ReadOnlySpan<char> number) => number[0] == '-' && !number.ContainsAnyInRange('1', '9') ? number[1..] : number;
}
