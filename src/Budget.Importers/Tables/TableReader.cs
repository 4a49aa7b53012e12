using System.Globalization;
using Budget.Importers.Detection;

namespace Budget.Importers.Tables;

/// <summary>
/// Any table, without a mapping: what it is and how it is written is what the file shows. One row in memory at a time. A row with other cells than the header has is
/// a fault, not a guess; rows without content are passed over.
/// </summary>
public abstract class TableReader : IAsyncDisposable
{
    /// <summary>Characters of the longest row: a geometry is long.</summary>
    internal const int MostCharacters = 4 << 20;

    internal const int MostColumns = 1_000;

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>What the file is, in a few words for its log.</summary>
    public abstract string Description { get; }

    /// <summary>Line or row of the sheet on which the row starts, from 1.</summary>
    public abstract int Line { get; }

    /// <summary>A cell as written. Valid until the next row.</summary>
    public abstract ReadOnlySpan<char> this[int column] { get; }

    /// <summary>What the file says of a cell besides its text.</summary>
    public virtual CellKind KindOf(int column) => CellKind.Unknown;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="file">From its start; closed with the reader.</param>
    /// <param name="encoding">Of text, where it is known better than its first bytes tell; else null.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="TableException">It is no table, or has no header.</exception>
    public static async Task<TableReader> OpenAsync(Stream file, string? encoding, CancellationToken ct)
    {
        try
        {
            var sample = await FileSample.ReadAsync(file, ct);
            TableReader reader = sample.Kind switch
            {
                FileKind.Empty => throw new TableException("load.empty"),
                FileKind.Text => DelimitedTable.Open(file, sample, encoding),
                FileKind.Zip => Sheets.SheetTable.Open(file),
                var other => throw new TableException("load.not-table", value: other.ToString()),
            };
            await reader.ReadHeaderAsync(ct);
            return reader;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves to the next row with content; false at the end of the file.</summary>
    /// <exception cref="TableException">A row that cannot be read, or has another number of cells than the header.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        if (!await NextAsync(ct))
            return false;
        if (Count != Header.Count)
            RequireWidth();
        return true;
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Cells of the row.</summary>
    protected abstract int Count { get; }

    /// <summary>Moves to the next row with content.</summary>
    protected abstract ValueTask<bool> NextAsync(CancellationToken ct);

    private async Task ReadHeaderAsync(CancellationToken ct)
    {
        if (!await NextAsync(ct))
            throw new TableException("load.empty");
        var width = Count;
        while (width > 1 && this[width - 1].IsWhiteSpace())   // lines that end with a delimiter, cells that are only coloured
            width--;
        if (width > MostColumns)
            throw new TableException("load.columns", Line, MostColumns + 1, width.ToString(CultureInfo.InvariantCulture));
        Header = HeaderNames.Of(Enumerable.Range(0, width).Select(column => this[column].ToString()), Line);
    }

    /// <summary>What is there beyond the header must be empty: some programs end every line with delimiters.</summary>
    private void RequireWidth()
    {
        var count = Count;
        if (count < Header.Count)
            throw new TableException("load.row-short", Line, count + 1, count.ToString(CultureInfo.InvariantCulture));
        for (var column = Header.Count; column < count; column++)
        {
            if (!this[column].IsWhiteSpace())
                throw new TableException("load.row-long", Line, column + 1, this[column].ToString());
        }
    }
}

/// <summary>What a file says of a cell.</summary>
public enum CellKind
{
    /// <summary>Nothing: it is as it looks.</summary>
    Unknown,

    /// <summary>A text, also where it looks like a number.</summary>
    Text,

    /// <summary>A number with a point, a day with its year first, true or false.</summary>
    Value,
}
