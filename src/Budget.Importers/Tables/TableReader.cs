using Budget.Importers.Detection;
using Budget.Importers.Formats;

namespace Budget.Importers.Tables;

/// <summary>
/// Any delimited table, without a mapping: encoding, delimiter and header are what the file shows. One row in memory at a time. A row with more or fewer cells than
/// the header is a fault, not a guess; lines without content are passed over.
/// </summary>
public sealed class TableReader
{
    /// <summary>Characters of the longest row: a geometry is long.</summary>
    private const int MostCharacters = 4 << 20;

    private const int MostColumns = 1_000;

    private readonly RecordReader _records;
    private readonly StrictDecoder _decoder;

    private TableReader(StrictDecoder decoder, RecordReader records)
    {
        (_decoder, _records) = (decoder, records);
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    public required string Encoding { get; init; }

    public required char Delimiter { get; init; }

    /// <summary>Line on which the row starts, from 1.</summary>
    public int Line => _records.Line;

    /// <summary>Bytes of the file passed so far.</summary>
    public long Position => _decoder.Position;

    /// <summary>A cell as written, without its quotes. Valid until the next row.</summary>
    public ReadOnlySpan<char> this[int column] => _records[column];

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="TableException">It is no delimited text, or has no header.</exception>
    public static async Task<TableReader> OpenAsync(Stream file, CancellationToken ct)
    {
        var sample = await FileSample.ReadAsync(file, ct);
        if (sample.Kind == FileKind.Empty)
            throw new TableException("load.empty");
        if (sample.Kind != FileKind.Text)
            throw new TableException("load.not-text", value: sample.Kind.ToString());
        var encoding = EncodingDetector.Detect(sample.Bytes.Span) is [var likeliest, ..] ? likeliest : throw new TableException("load.encoding");
        var mark = TextEncodings.ByteOrderMark(sample.Bytes.Span) is var (name, length) && name == encoding ? length : 0;
        var text = TextEncodings.Get(encoding).GetString(sample.Bytes.Span[mark..]);
        var delimiter = DelimiterDetector.Detect(text, '"', skipRows: 0) ?? ',';
        var decoder = new StrictDecoder(sample.Bytes[mark..], file, TextEncodings.Get(encoding), mark);
        var reader = new TableReader(decoder, new RecordReader(decoder, delimiter, '"', MostCharacters)) { Encoding = encoding, Delimiter = delimiter };
        await reader.ReadHeaderAsync(ct);
        return reader;
    }

    /// <summary>Moves to the next row with content; false at the end of the file.</summary>
    /// <exception cref="TableException">A row that cannot be read, or has another number of cells than the header.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        while (await _records.ReadAsync(ct))
        {
            RequireSound();
            if (_records.IsBlank)
                continue;
            // Some programs end every line with a delimiter.
            var isTrailed = _records.Count == Header.Count + 1 && _records[Header.Count].IsEmpty;
            if (_records.Count != Header.Count && !isTrailed)
                throw new TableException(_records.Count > Header.Count ? "load.row-long" : "load.row-short", Line, Math.Min(_records.Count, Header.Count) + 1, _records.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return true;
        }

        return false;
    }

    private async Task ReadHeaderAsync(CancellationToken ct)
    {
        while (await _records.ReadAsync(ct))
        {
            RequireSound();
            if (_records.IsBlank)
                continue;
            var cells = Enumerable.Range(0, _records.Count).Select(column => _records[column].ToString()).ToList();
            if (cells.Count > 1 && cells[^1].Length == 0)
                cells.RemoveAt(cells.Count - 1);
            if (cells.Count > MostColumns)
                throw new TableException("load.columns", Line, MostColumns + 1, cells.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Header = HeaderNames.Of(cells);
            return;
        }

        throw new TableException("load.empty");
    }

    private void RequireSound()
    {
        if (_records.Problem == RecordProblem.None)
            return;
        var rule = _records.Problem switch
        {
            RecordProblem.TooLong => "load.row-too-long",
            RecordProblem.InvalidBytes => "load.bytes",
            RecordProblem.QuoteUnclosed => "load.quote-unclosed",
            _ => "load.quote-stray",
        };
        throw new TableException(rule, _records.Problem == RecordProblem.QuoteUnclosed ? _records.Line : _records.CurrentLine, _records.ProblemColumn,
            _decoder.FirstInvalid?.Bytes ?? _records.ProblemCell.ToString());
    }
}
