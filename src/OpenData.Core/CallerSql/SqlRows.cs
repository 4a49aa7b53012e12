using System.Buffers;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.CallerSql;

/// <summary>A column of an answer: its name, and PostgreSQL's short name of its type (contract 5.8).</summary>
/// <param name="Name">As the query calls it.</param>
/// <param name="Type">Short name.</param>
/// <param name="IsStored">Whether it is a column of a table as it stands there, and not computed.</param>
public sealed record SqlColumn(string Name, string Type, bool IsStored);

/// <summary>
/// The answer while it comes in: one row at a time, each value as PostgreSQL's own text in UTF-8. It ends at 32,000 rows or a number of bytes, whichever comes first, and when the
/// time is up for which the server made us wait, or the reader has let us wait too long.
/// </summary>
public sealed class SqlRows : IAsyncDisposable
{
    private const string Before = "select * from (\n";

    /// <summary>How long a slow reader may hold a role.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer waits for a server that was told to stop.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(250);

    /// <summary>A row is held as a whole, and once more as JSON.</summary>
    private const int LargestRow = 4 * 1024 * 1024;

    private readonly SqlServer _server;
    private readonly SqlQuery _query;
    private readonly CancellationTokenSource _deadline;
    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly long _end;
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private NpgsqlCommand? _command;
    private NpgsqlDataReader? _reader;
    private TimeSpan _left;
    private (int Start, int Length)[] _cells = [];
    private long _bytes;
    private int _process;
    private bool _isRead;   // to its end

    private SqlRows(SqlServer server, SqlQuery query, CancellationToken ct)
    {
        (_server, _query) = (server, query);
        _left = TimeSpan.FromSeconds(query.Options.SqlTimeoutSeconds);
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _end = TimeProvider.System.GetTimestamp() + (long)((_left + LongestAnswer).TotalSeconds * TimeProvider.System.TimestampFrequency);
    }

    public IReadOnlyList<SqlColumn> Columns { get; private set; } = [];

    /// <summary>Rows that were handed out.</summary>
    public int Count { get; private set; }

    private bool IsOutOfTime => _deadline.IsCancellationRequested;

    /// <summary>Whether there are more rows than were handed out.</summary>
    public bool IsTruncated => TruncatedBy is not null;

    /// <summary>Which limit was reached: <c>rows</c>, <c>bytes</c> or <c>time</c>.</summary>
    public string? TruncatedBy { get; private set; }

    /// <summary>The value of a column in the row that <see cref="NextAsync"/> has read, until it reads the next; null has no length.</summary>
    public ReadOnlySpan<byte> Value(int column) => _row.WrittenSpan.Slice(_cells[column].Start, Math.Max(_cells[column].Length, 0));

    public bool IsNull(int column) => _cells[column].Length < 0;

    /// <summary>Takes over the query's place and lease.</summary>
    internal static async Task<SqlRows> StartAsync(SqlServer server, SqlQuery query, CancellationToken ct)
    {
        query.Place.IsHandedOver = true;
        var rows = new SqlRows(server, query, ct);
        try
        {
            await rows.ExecuteAsync(ct);
            return rows;
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves to the next row.</summary>
    /// <param name="isLate">The reader has rows already: when the time is up now, it is the answer that is cut.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="CatalogException">The query fails in the middle, or the time is up.</exception>
    public async Task<bool> NextAsync(bool isLate, CancellationToken ct)
    {
        try
        {
            return !IsTruncated && await ReadAsync(ct);
        }
        catch (ValidationException) when (isLate && IsOutOfTime)
        {
            return Truncate("time");
        }
    }

    private async Task<bool> ReadAsync(CancellationToken ct)
    {
        if (!await WaitAsync(_reader!.ReadAsync(_deadline.Token), ct))
        {
            _isRead = true;
            return false;
        }

        if (Count == _query.Options.SqlRowsMax)
            return Truncate("rows");
        _row.ResetWrittenCount();
        for (var i = 0; i < _cells.Length; i++)
        {
            if (!await WaitAsync(ReadCellAsync(i), ct))
                return Count > 0 ? Truncate("bytes") : throw new ValidationException("query", $"The first row has more than {Math.Min(LargestRow, _query.Options.SqlBytesMax)} bytes");
        }

        _bytes += _row.WrittenCount;
        Count++;
        return true;
    }

    /// <summary>Place and lease stay taken for as long as the server works on it, also where the answer does not wait for that.</summary>
    public async ValueTask DisposeAsync()
    {
        var closing = CloseAsync();
        await Task.WhenAny(closing, Task.Delay(_isRead ? Timeout.InfiniteTimeSpan : LongestEnd));
        var ending = EndAsync(closing);
        if (closing is { IsCompletedSuccessfully: true, Result: true })
            await ending;
    }

    private async Task EndAsync(Task<bool> closing)
    {
        try
        {
            if (!await closing)
                await _server.Backends.EndAsync(_process, _server.RoleOf(_query.Role), CancellationToken.None);
        }
        finally
        {
            if (_query.Lease is { } lease)
                await lease.DisposeAsync();
            _query.Place.Dispose();
        }
    }

    private async Task ExecuteAsync(CancellationToken ct)
    {
        _connection = await _server.OpenAsync(_query.Role, ct);
        _process = _connection.ProcessID;
        _transaction = await _connection.BeginTransactionAsync(ct);   // never committed
        if (_query.Path is { } path)
        {
            await using var set = new NpgsqlCommand($"set local search_path = {path}", _connection);
            await set.ExecuteNonQueryAsync(ct);
        }

        // The parameter has no name, so Npgsql sends the text as it is, and as one statement.
        _command = new NpgsqlCommand($"{Before}{_query.Text}\n) blah limit $1", _connection) { AllResultTypesAreUnknown = true };
        _command.Parameters.Add(new NpgsqlParameter { Value = _query.Options.SqlRowsMax + 1 });
        _reader = await WaitAsync(_command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, _deadline.Token), ct);
        _cells = new (int, int)[_reader.FieldCount];
        Columns = [.. _reader.GetColumnSchema().Select(Column)];
    }

    /// <summary>The view's <c>_id</c> is a bigint, so that its index serves; CKAN's clients know it as int4 (contract 5.8).</summary>
    private SqlColumn Column(Npgsql.Schema.NpgsqlDbColumn column, int i)
    {
        var type = _query.Names.TypeName(_reader!.GetDataTypeOID(i));
        var isStored = column.TableOID != 0;
        return new SqlColumn(column.ColumnName, isStored && column is { ColumnAttributeNumber: 1, ColumnName: "_id" } && type == "int8" ? "int4" : type, isStored);
    }

    /// <summary>Waits for the server, and counts that time only: while the reader reads, the server does nothing.</summary>
    private async Task<T> WaitAsync<T>(Task<T> task, CancellationToken ct)
    {
        if (task.IsCompletedSuccessfully)
            return await task;
        var start = TimeProvider.System.GetTimestamp();
        var rest = TimeProvider.System.GetElapsedTime(start, _end);
        if (rest > _left)
            rest = _left;
        _deadline.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        try
        {
            return await task;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw SqlErrors.TookTooLong;
        }
        catch (PostgresException e)
        {
            throw SqlErrors.Of(e, _query.Caller, Before.Length);
        }
        catch (NpgsqlException) when (_deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw SqlErrors.TookTooLong;
        }
        finally
        {
            _left -= TimeProvider.System.GetElapsedTime(start);
            if (!_deadline.IsCancellationRequested)
                _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>False when there is no room for it.</summary>
    private async Task<bool> ReadCellAsync(int i)
    {
        var start = _row.WrittenCount;
        if (await _reader!.IsDBNullAsync(i, _deadline.Token))
        {
            _cells[i] = (start, -1);
            return true;
        }

        await using var value = await _reader.GetStreamAsync(i, _deadline.Token);
        var length = value.Length;
        if (start + length > LargestRow || _bytes + start + length > _query.Options.SqlBytesMax)
            return false;
        await value.ReadExactlyAsync(_row.GetMemory((int)length)[..(int)length], _deadline.Token);
        _row.Advance((int)length);
        _cells[i] = (start, (int)length);
        return true;
    }

    private bool Truncate(string limit)
    {
        TruncatedBy = limit;
        return false;
    }

    /// <summary>Stops the server where it still sends, then gives the connection back. False where the server did not stop: then the connection is broken.</summary>
    private async Task<bool> CloseAsync()
    {
        var isOpen = true;
        try
        {
            if (_reader is { IsClosed: false })
            {
                if (IsTruncated)
                    _command!.Cancel();
                await _reader.DisposeAsync();
            }
        }
        catch (NpgsqlException)
        {
            // what it was stopped with
        }
        catch (OperationCanceledException)
        {
            // the same
        }
        finally
        {
            if (_command is not null)
                await _command.DisposeAsync();
            if (_connection is not null)
            {
                isOpen = _connection.FullState.HasFlag(System.Data.ConnectionState.Open) || _process == 0;
                await _connection.DisposeAsync();   // ends the transaction too
            }

            _deadline.Dispose();
        }

        return isOpen;
    }
}
