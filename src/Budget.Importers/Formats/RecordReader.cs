using System.Buffers;

namespace Budget.Importers.Formats;

/// <summary>
/// Splits text into records and cells, one record in memory at a time. Without a quote character a quotation mark is text: a lone one in a
/// description once swallowed 2,953 rows of a real file. Line ends are LF, CRLF or CR.
/// </summary>
internal sealed class RecordReader(StrictDecoder decoder, char delimiter, char? quote, int mostCharacters = RecordReader.MostCharacters)
{
    /// <summary>Longest record, in characters: what is longer is no row of a budget.</summary>
    public const int MostCharacters = 64 * 1024;

    private readonly SearchValues<char> stops = SearchValues.Create(['\n', '\r', delimiter, quote ?? delimiter, StrictDecoder.Invalid]);
    private readonly List<(int Start, int End)> cells = [];
    private char[] text = new char[1024];
    private int length;
    private int cellStart;
    private ReadOnlyMemory<char> block;
    private int position;
    private int line = 1;
    private bool afterCarriageReturn;
    private State state;

    private enum State
    {
        CellStart,
        Plain,
        Quoted,
        AfterQuote,
    }

    /// <summary>Line on which the record starts, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Line on which reading stands: that of the problem, if there is one.</summary>
    public int CurrentLine => line;

    /// <summary>Whether the record ended with a line end rather than with the file.</summary>
    public bool Terminated { get; private set; }

    public RecordProblem Problem { get; private set; }

    public int Count => cells.Count;

    /// <summary>The cell that has the problem, from 1.</summary>
    public int ProblemColumn { get; private set; }

    /// <summary>What was read of the cell that has the problem.</summary>
    public ReadOnlySpan<char> ProblemCell => ProblemColumn <= Count ? this[ProblemColumn - 1] : text.AsSpan(cellStart, length - cellStart);

    /// <summary>Whether no cell holds anything but blanks.</summary>
    public bool IsBlank => text.AsSpan(0, length).IsWhiteSpace();

    /// <summary>A cell as written, without its quotes. Valid until the next record.</summary>
    public ReadOnlySpan<char> this[int index] => text.AsSpan(cells[index].Start, cells[index].End - cells[index].Start);

    /// <summary>Moves to the next record; false at the end of the file. After a problem that is <see cref="IsFinal"/> it must not be called again.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        Start();
        while (true)
        {
            if (position == block.Length)
            {
                block = await decoder.ReadAsync(ct);
                position = 0;
                if (block.IsEmpty)
                    return End();
            }
            if (Scan(block.Span))
                return true;
        }
    }

    /// <summary>Whether nothing behind the problem can be read.</summary>
    public bool IsFinal => Problem is RecordProblem.TooLong or RecordProblem.InvalidBytes or RecordProblem.QuoteUnclosed;

    private void Start()
    {
        cells.Clear();
        length = 0;
        cellStart = 0;
        state = State.CellStart;
        Problem = RecordProblem.None;
        Terminated = true;
        Line = line;
    }

    /// <summary>The file ended: a last record without a line end, or nothing at all.</summary>
    private bool End()
    {
        if (cells.Count == 0 && length == 0 && state == State.CellStart)
            return false;
        if (state == State.Quoted)
            Report(RecordProblem.QuoteUnclosed);
        CloseCell();
        Terminated = false;
        return true;
    }

    /// <summary>Takes characters up to the end of the record or of the block; true when the record is complete or cannot be.</summary>
    private bool Scan(ReadOnlySpan<char> span)
    {
        while (position < span.Length)
        {
            var run = span[position..];
            var stop = run.IndexOfAny(stops);
            if (stop != 0)
                TakeText(stop < 0 ? run : run[..stop]);

            if (stop >= 0 && TakeStop(span[position++]))
                return true;
            if (length + cells.Count > mostCharacters)
            {
                Report(state == State.Quoted ? RecordProblem.QuoteUnclosed : RecordProblem.TooLong);
                return true;
            }
        }
        return false;
    }

    /// <summary>Characters that mean nothing but themselves.</summary>
    private void TakeText(ReadOnlySpan<char> run)
    {
        position += run.Length;
        afterCarriageReturn = false;
        if (state == State.AfterQuote)
            Report(RecordProblem.QuoteStray);
        if (state != State.Quoted)
            state = State.Plain;
        Append(run);
    }

    /// <summary>A line end, delimiter, quotation mark or undecodable place; true when the record ends with it.</summary>
    private bool TakeStop(char c)
    {
        var secondHalf = c == '\n' && afterCarriageReturn;
        afterCarriageReturn = c == '\r';
        if (c is '\n' or '\r')
        {
            if (!secondHalf)
                line++;
            if (state == State.Quoted)
                Append([c]);
            else if (!secondHalf)
                CloseCell();
            return state != State.Quoted && !secondHalf;
        }

        if (c == StrictDecoder.Invalid && decoder.FirstInvalid is not null)
        {
            Report(RecordProblem.InvalidBytes);
            return true;
        }

        switch (state)
        {
            case State.Quoted when c == quote:
                state = State.AfterQuote;
                break;
            case State.Quoted:
                Append([c]);
                break;
            case State.AfterQuote when c == quote:
                Append([c]);
                state = State.Quoted;
                break;
            case State.CellStart when c == quote:
                state = State.Quoted;
                break;
            default:
                if (c == delimiter)
                {
                    CloseCell();
                    break;
                }
                if (c == quote || state == State.AfterQuote)
                    Report(RecordProblem.QuoteStray);
                state = State.Plain;
                Append([c]);
                break;
        }
        return false;
    }

    private void Report(RecordProblem problem)
    {
        Problem = problem;
        ProblemColumn = cells.Count + 1;
    }

    private void Append(ReadOnlySpan<char> run)
    {
        if (length + run.Length > text.Length)
            Array.Resize(ref text, Math.Max(text.Length * 2, length + run.Length));
        run.CopyTo(text.AsSpan(length));
        length += run.Length;
    }

    private void CloseCell()
    {
        cells.Add((cellStart, length));
        cellStart = length;
        state = State.CellStart;
    }
}

internal enum RecordProblem
{
    None,

    /// <summary>More than <see cref="RecordReader.MostCharacters"/> characters.</summary>
    TooLong,

    /// <summary>Bytes that the encoding does not know; see <see cref="StrictDecoder.FirstInvalid"/>.</summary>
    InvalidBytes,

    /// <summary>A quotation mark inside a cell, or text behind the closing one.</summary>
    QuoteStray,

    /// <summary>A quoted cell that does not end.</summary>
    QuoteUnclosed,
}
