using DuckDB.NET.Data;
using OpenData.Core.Exports;
using OpenData.Core.Files;
using OpenData.Core.Versions;

namespace OpenData.Core.Aggregates;

/// <summary>Answers by DuckDB from a version's Parquet file. It sees that file only, with little memory, two threads and no setting that a statement could change.</summary>
public sealed class DuckAggregates(BlobStore blobs) : IDisposable
{
    /// <summary>Opening one takes longer than most sums; idle ones hold no data.</summary>
    private const int MostIdle = 4;

    private readonly Lock _lock = new();
    private readonly LinkedList<OpenTable> _idle = new();

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var open in _idle)
                open.Duck.Dispose();
            _idle.Clear();
        }
    }

    /// <returns>Null where PostgreSQL has to answer: a column that is text in the file, numbers that need more than 38 digits, more memory than there is.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the statement was ended.</exception>
    public Task<AggregateAnswer?> AnswerAsync(VersionBound at, AggregateQuery query, ExportFile file, CancellationToken ct) => Task.Run(() => Answer(at, query, file, ct), ct);

    private AggregateAnswer? Answer(VersionBound at, AggregateQuery query, ExportFile file, CancellationToken ct)
    {
        List<AggregateColumn> columns = [.. at.Fields.Select(AggregateColumn.Of)];
        OpenTable? open = null;
        try
        {
            open = Take(file.Path) ?? Open(file.Path, columns, at.RowCount, ct);
            if (!open.Table.Answers(query, Compared(query.Where).Select(index => columns[index])))
                return null;
            var dialect = new DuckDialect(open.Table);
            var sql = AggregateSql.Compile(query, dialect, columns);
            var rows = new AggregateRows(query, "duckdb");
            foreach (var row in open.Duck.Rows(sql, dialect.Parameters, ct))
                rows.Add(i => row[i]);
            Give(open);
            open = null;
            return rows.Answer();
        }
        catch (DuckDBException)
        {
            return null;   // out of memory, out of a type's range: PostgreSQL knows what to say
        }
        finally
        {
            open?.Duck.Dispose();
        }
    }

    private OpenTable Open(string path, List<AggregateColumn> columns, long rows, CancellationToken ct)
    {
        var duck = DuckDatabase.Of(path, Path.GetDirectoryName(blobs.NewTempPath())!);
        try
        {
            return new OpenTable(ParquetTable.Read(duck, path, columns, rows, ct), duck);
        }
        catch
        {
            duck.Dispose();
            throw;
        }
    }

    private OpenTable? Take(string path)
    {
        lock (_lock)
        {
            var found = _idle.FirstOrDefault(open => open.Table.Path == path);
            if (found is not null)
                _idle.Remove(found);
            return found;
        }
    }

    private void Give(OpenTable open)
    {
        lock (_lock)
        {
            _idle.AddFirst(open);
            if (_idle.Count <= MostIdle)
                return;
            open = _idle.Last!.Value;
            _idle.RemoveLast();
        }

        open.Duck.Dispose();
    }

    private static IEnumerable<int> Compared(Condition condition) => condition switch
    {
        Condition.All all => all.Parts.SelectMany(Compared),
        Condition.Any any => any.Parts.SelectMany(Compared),
        Condition.Compare compare => [compare.Index],
        Condition.IsNull isNull => [isNull.Index],
        _ => [],
    };

    /// <summary>A database that reads one file.</summary>
    private sealed record OpenTable(ParquetTable Table, DuckDatabase Duck);
}
