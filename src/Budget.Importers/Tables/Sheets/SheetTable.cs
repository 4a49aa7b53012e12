using System.Xml;

namespace Budget.Importers.Tables.Sheets;

/// <summary>The first sheet of a workbook, one row in memory at a time. Cells that a row leaves out are empty.</summary>
internal abstract class SheetTable(Stream file, SheetArchive archive) : TableReader
{
    /// <summary>Excel has no more.</summary>
    protected const int MostRows = 1_048_576;

    /// <summary>Excel has no more.</summary>
    private const int MostPlaces = 16_384;

    /// <summary>Characters of all rows together: one text that is named a million times would fill any disk.</summary>
    private const long MostText = 1L << 31;

    /// <summary>Elements inside one another; a sheet needs ten.</summary>
    private const int MostDepth = 64;

    private readonly List<(int Start, int Length, bool IsText)> _cells = [];
    private readonly char[] _piece = new char[4096];
    private char[] _text = new char[1024];
    private int _length;
    private int _line;
    private long _all;

    public sealed override int Line => _line;

    public sealed override ReadOnlySpan<char> this[int column] => column < _cells.Count ? _text.AsSpan(_cells[column].Start, _cells[column].Length) : [];

    public sealed override CellKind KindOf(int column) => column < _cells.Count && _cells[column].IsText ? CellKind.Text : CellKind.Value;

    protected sealed override int Count => Math.Max(_cells.Count, Header.Count);

    protected SheetArchive Archive { get; } = archive;

    protected XmlReader Xml { get; init; } = null!;

    /// <summary>Workbooks of either kind.</summary>
    /// <exception cref="TableException">It is neither.</exception>
    public static SheetTable Open(Stream file)
    {
        var archive = SheetArchive.Open(file);
        try
        {
            if (archive.Has("xl/workbook.xml"))
                return XlsxTable.Open(file, archive);
            if (archive.Has("content.xml"))
                return new OdsTable(file, archive);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            archive.Dispose();
            throw SheetArchive.Damaged(e);
        }

        archive.Dispose();
        throw new TableException("load.not-table", value: "ZIP");
    }

    public override ValueTask DisposeAsync()
    {
        Xml?.Dispose();
        Archive.Dispose();
        return file.DisposeAsync();
    }

    protected sealed override ValueTask<bool> NextAsync(CancellationToken ct)
    {
        try
        {
            while (ReadRow())
            {
                ct.ThrowIfCancellationRequested();
                _all += _length;
                if (_line > MostRows)
                    throw new TableException("load.rows", _line);
                if (_all > MostText)
                    throw new TableException("load.too-much", _line);
                if (!_text.AsSpan(0, _length).IsWhiteSpace())
                    return ValueTask.FromResult(true);
            }

            return ValueTask.FromResult(false);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw SheetArchive.Damaged(e, _line == 0 ? null : _line);
        }
    }

    /// <summary>Reads the next row, which may be empty; false behind the last one.</summary>
    protected abstract bool ReadRow();

    /// <summary>Reads a node, not deeper than a sheet is.</summary>
    protected static bool Read(XmlReader xml)
    {
        if (!xml.Read())
            return false;
        return xml.Depth <= MostDepth ? true : throw new InvalidDataException($"it has more than {MostDepth} elements inside one another");
    }

    protected void StartRow(int line)
    {
        (_line, _length) = (line, 0);
        _cells.Clear();
    }

    /// <summary>The same cells once more.</summary>
    protected void RepeatRow(int line) => _line = line;

    /// <summary>Begins a cell; what is added from now on is its text.</summary>
    /// <param name="column">From 0.</param>
    /// <param name="isText">Whether the workbook says that it is a text, whatever it looks like.</param>
    protected void StartCell(int column, bool isText)
    {
        if (column is < 0 or >= MostPlaces)
            throw new InvalidDataException($"it has a cell in column {column + 1}");
        while (_cells.Count < column)
            _cells.Add((_length, 0, false));
        if (_cells.Count == column)
            _cells.Add((_length, 0, isText));
        else
            _cells[column] = (_length, 0, isText);
    }

    /// <summary>Text of the cell that was begun last.</summary>
    protected void Append(int column, ReadOnlySpan<char> text)
    {
        if (_length + text.Length > MostCharacters)
            throw new TableException("load.row-too-long", _line);
        if (_length + text.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + text.Length));
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
        _cells[column] = _cells[column] with { Length = _length - _cells[column].Start };
    }

    /// <summary>The text of a node, in pieces: it may be longer than anybody wants.</summary>
    protected void AppendValue(int column, XmlReader xml)
    {
        for (int count; (count = xml.ReadValueChunk(_piece, 0, _piece.Length)) > 0;)
            Append(column, _piece.AsSpan(0, count));
    }
}
