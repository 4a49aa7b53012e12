using Budget.Importers.Detection;
using Budget.Importers.Formats;

namespace Budget.Importers.Tables;

/// <summary>CSV and its relatives.</summary>
internal sealed class DelimitedTable : TableReader
{
    private readonly Stream _file;
    private readonly StrictDecoder _decoder;
    private readonly RecordReader _records;
    private readonly string _encoding;
    private readonly char _delimiter;

    private DelimitedTable(Stream file, StrictDecoder decoder, string encoding, char delimiter)
    {
        (_file, _decoder, _encoding, _delimiter) = (file, decoder, encoding, delimiter);
        _records = new RecordReader(decoder, delimiter, '"', MostCharacters);
    }

    public override string Description => $"{_encoding}, {(_delimiter == '\t' ? "tab" : _delimiter)}";

    public override int Line => _records.Line;

    protected override int Count => _records.Count;

    public override ReadOnlySpan<char> this[int column] => _records[column];

    /// <exception cref="TableException">It is no delimited text.</exception>
    public static DelimitedTable Open(Stream file, FileSample sample, string? encoding)
    {
        var bytes = sample.Bytes;
        encoding ??= TableEncoding.Of(bytes.Span);
        var mark = TextEncodings.ByteOrderMark(bytes.Span) is var (name, length) && name == encoding ? length : 0;
        var text = TextEncodings.Get(encoding).GetString(bytes.Span[mark..]);
        if (OtherThanTable(text.AsSpan().TrimStart()) is { } other)
            throw new TableException("load.not-table", value: other);
        var delimiter = DelimiterDetector.Detect(text, '"', skipRows: 0) ?? ',';
        return new DelimitedTable(file, new StrictDecoder(bytes[mark..], file, TextEncodings.Get(encoding), mark), encoding, delimiter);
    }

    public override ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override async ValueTask<bool> NextAsync(CancellationToken ct)
    {
        do
        {
            if (!await _records.ReadAsync(ct))
                return false;
            if (_records.Problem != RecordProblem.None)
                throw Problem();
        }
        while (_records.IsBlank);
        return true;
    }

    private TableException Problem()
    {
        var rule = _records.Problem switch
        {
            RecordProblem.TooLong => "load.row-too-long",
            RecordProblem.InvalidBytes => "load.bytes",
            RecordProblem.QuoteUnclosed => "load.quote-unclosed",
            _ => "load.quote-stray",
        };
        return new TableException(
            rule, _records.Problem is RecordProblem.QuoteUnclosed or RecordProblem.QuoteStray ? _records.Line : _records.CurrentLine, _records.ProblemColumn, _decoder.FirstInvalid?.Bytes ?? _records.ProblemCell.ToString())
        {
            Offset = _decoder.FirstInvalid?.Offset,
        };
    }

    /// <summary>Pages that a server sends in place of a file, and texts with a grammar of their own.</summary>
    private static string? OtherThanTable(ReadOnlySpan<char> text) => text switch
    {
        _ when text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) => "HTML",
        _ when text.StartsWith("<?xml", StringComparison.Ordinal) => "XML",
        ['{', ..] or ['[', '{' or '[' or '\n' or '\r' or ' ', ..] => "JSON",
        _ => null,
    };
}
