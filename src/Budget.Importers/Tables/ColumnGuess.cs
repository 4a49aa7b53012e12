namespace Budget.Importers.Tables;

/// <summary>
/// The type of a column from all of its cells, and its cells in the form that PostgreSQL prints. What is not certain is text (product F4): a code with zeros in
/// front, a number that two countries read differently, a date that is none. An empty cell is no value and says nothing.
/// </summary>
public sealed class ColumnGuess
{
    private static readonly Kinds[] Order = [Kinds.Int4, Kinds.Int8, Kinds.Plain, Kinds.Greek, Kinds.Day, Kinds.DayFirst, Kinds.Time, Kinds.Bool];

    private Kinds _fits;
    private bool _any;
    private bool _hasPoint;
    private bool _isCertainlyPlain;
    private bool _isCertainlyGreek;
    private Kinds? _chosen;

    /// <param name="declared">What the column's dictionary says it is (contract 5.2, <c>type_override</c>): <c>text</c> and <c>numeric</c> count, where the cells can be that.</param>
    public ColumnGuess(string? declared = null) => _fits = declared switch
    {
        "text" => 0,
        "numeric" => Kinds.Plain | Kinds.Greek,
        _ => Kinds.All,
    };

    [Flags]
    private enum Kinds
    {
        Int4 = 1,
        Int8 = 2,

        /// <summary>1234.50</summary>
        Plain = 4,

        /// <summary>1.234,50</summary>
        Greek = 8,

        /// <summary>2020-12-31</summary>
        Day = 16,

        /// <summary>31/12/2020, 1/2/2020</summary>
        DayFirst = 32,

        /// <summary>2020-12-31 23:59:59</summary>
        Time = 64,
        Bool = 128,
        Digits = Int4 | Int8 | Plain | Greek,
        Days = Day | DayFirst | Time,
        All = Digits | Days | Bool,
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
    private Kinds Chosen => _chosen ??= _any ? Order.FirstOrDefault(kind => _fits.HasFlag(kind) && IsCertain(kind)) : 0;

    /// <summary>Looks at a cell.</summary>
    public void Look(ReadOnlySpan<char> cell, CellKind kind = CellKind.Unknown)
    {
        if (_fits == 0)
            return;
        if (kind == CellKind.Text)
            _fits &= cell.IsWhiteSpace() ? _fits : 0;
        else if (kind == CellKind.Value)
            _fits &= ~(Kinds.Greek | Kinds.DayFirst);
        cell = cell.Trim();
        if (cell.IsEmpty)
            return;
        _any = true;
        if (cell[0] is (>= '0' and <= '9') or '-')
        {
            _fits &= ~Kinds.Bool;
            if ((_fits & Kinds.Digits) != 0)
                LookAtNumber(cell);
            if ((_fits & Kinds.Days) != 0)
                LookAtDay(cell);
        }
        else
        {
            _fits &= cell is "true" or "false" or "True" or "False" or "TRUE" or "FALSE" ? Kinds.Bool : 0;
        }
    }

    /// <summary>The cell as a value of <see cref="Type"/>, as PostgreSQL prints it; null = no value. The buffer (512 characters) holds it where it differs from the cell.</summary>
    public ReadOnlySpan<char> Value(ReadOnlySpan<char> cell, Span<char> buffer, out bool isNull)
    {
        var chosen = Chosen;
        if (chosen == 0)
        {
            isNull = cell.IsEmpty;
            return cell;
        }

        cell = cell.Trim();
        isNull = cell.IsEmpty;
        if (isNull)
            return cell;
        switch (chosen)
        {
            case Kinds.Bool:
                return cell[0] is 't' or 'T' ? "t" : "f";
            case Kinds.DayFirst:
                return CellDate.FromDayFirst(cell, buffer);
            case Kinds.Time:
                cell.CopyTo(buffer);
                buffer[10] = ' ';
                return buffer[..19];
            case Kinds.Greek:
                return WithoutMinusZero(CellNumber.FromGreek(cell, buffer));
            case Kinds.Plain:
                return WithoutMinusZero(cell);
            default:
                return cell;
        }
    }

    /// <summary>12.500 alone is read as twelve and a half in one country and as twelve thousand five hundred in the other.</summary>
    private bool IsCertain(Kinds kind) => kind switch
    {
        Kinds.Plain => _isCertainlyPlain || !_hasPoint || !_fits.HasFlag(Kinds.Greek),
        Kinds.Greek => _isCertainlyGreek,
        _ => true,
    };

    private void LookAtNumber(ReadOnlySpan<char> cell)
    {
        if (CellNumber.IsInteger(cell))
        {
            if ((_fits & Kinds.Int4) != 0 && !CellNumber.IsInt4(cell))
                _fits &= ~Kinds.Int4;
            if ((_fits & Kinds.Int8) != 0 && !CellNumber.IsInt8(cell))
                _fits &= ~Kinds.Int8;
            return;
        }

        _fits &= ~(Kinds.Int4 | Kinds.Int8);
        var isPlain = CellNumber.IsPlain(cell);
        var isGreek = CellNumber.IsGreek(cell, out var isCertain);
        _hasPoint |= isPlain && cell.Contains('.');
        _isCertainlyPlain |= isPlain && !isGreek;
        _isCertainlyGreek |= isGreek && isCertain;
        if (!isPlain)
            _fits &= ~Kinds.Plain;
        if (!isGreek)
            _fits &= ~Kinds.Greek;
    }

    private void LookAtDay(ReadOnlySpan<char> cell)
    {
        if (_fits.HasFlag(Kinds.Day) && !(cell.Length == 10 && CellDate.IsDay(cell)))
            _fits &= ~Kinds.Day;
        if (_fits.HasFlag(Kinds.DayFirst) && !CellDate.IsDayFirst(cell))
            _fits &= ~Kinds.DayFirst;
        if (_fits.HasFlag(Kinds.Time) && !CellDate.IsTime(cell))
            _fits &= ~Kinds.Time;
    }

    private static ReadOnlySpan<char> WithoutMinusZero(ReadOnlySpan<char> number) => number[0] == '-' && !number.ContainsAnyInRange('1', '9') ? number[1..] : number;
}
