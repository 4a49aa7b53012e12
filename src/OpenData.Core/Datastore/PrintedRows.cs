using System.Buffers;
using System.Text;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>The rows of one statement as the bytes that PostgreSQL sent: what is only passed on becomes no string on the way.</summary>
public sealed class PrintedRows : IAsyncDisposable
{
    private readonly RowQuery _query;
    private readonly Func<RowQuery, CancellationToken, Task<PrintedRows>>? _continue;
    private NpgsqlConnection _connection;
    private NpgsqlCommand _command;
    private NpgsqlDataReader _reader;
    private PrintedRows? _rest;
    private long _count;
    private bool _isRead, _isDisposed;
    private byte[] _cell = ArrayPool<byte>.Shared.Rent(8 * 1024);

    private PrintedRows(NpgsqlConnection connection, NpgsqlCommand command, NpgsqlDataReader reader, RowQuery query, Func<RowQuery, CancellationToken, Task<PrintedRows>>? onward) =>
        (_connection, _command, _reader, _query, _continue) = (connection, command, reader, query, onward);

    /// <param name="source">Whose connection it takes.</param>
    /// <param name="command">Of <paramref name="query"/>.</param>
    /// <param name="query">What is read.</param>
    /// <param name="onward">Reads the rest when the time is up between two rows; null = then it has failed.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <exception cref="ValidationException">A value that does not fit its column, or a limit is reached.</exception>
    internal static async Task<PrintedRows> OpenAsync(
        NpgsqlDataSource source, NpgsqlCommand command, RowQuery query, Func<RowQuery, CancellationToken, Task<PrintedRows>>? onward, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        try
        {
            command.Connection = connection;
            if (command.CommandTimeout != 0)
                command.CommandTimeout = 0;
            return new PrintedRows(connection, command, await command.ExecuteReaderAsync(ct), query, onward);
        }
        catch (Exception e)
        {
            await command.DisposeAsync();
            await connection.DisposeAsync();
            if (e is PostgresException of && RowErrors.Of(of, query.SentValues) is { } mistake)
                throw mistake;
            throw;
        }
    }

    /// <summary>Whether there is a row, which the next call of <see cref="NextAsync"/> gives.</summary>
    /// <exception cref="ValidationException">As for <see cref="OpenAsync"/>.</exception>
    internal async ValueTask<bool> BeginAsync(CancellationToken ct) => _isRead = await NextAsync(ct);

    /// <summary>To the next row; false at the end.</summary>
    /// <exception cref="ValidationException">As for <see cref="OpenAsync"/>.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken ct)
    {
        if (_isRead)
        {
            _isRead = false;
            return true;
        }

        try
        {
            var isRow = await _reader.ReadAsync(ct);
            _count += isRow ? 1 : 0;
            return isRow;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && _continue is not null && _count > 0 && _rest is null)
        {
            await CloseAsync();
            _rest = await _continue(_query with { Offset = _query.Offset + _count, Limit = _query.Limit - _count }, ct);
            (_connection, _command, _reader) = (_rest._connection, _rest._command, _rest._reader);
            return await NextAsync(ct);
        }
        catch (PostgresException e) when (RowErrors.Of(e, _query.SentValues) is { } mistake)
        {
            throw mistake;
        }
    }

    public bool IsNull(int column) => _reader.IsDBNull(column);

    /// <summary>A value in UTF-8, until the next call.</summary>
    public ReadOnlySpan<byte> Utf8(int column)
    {
        var read = (int)_reader.GetBytes(column, 0, _cell, 0, _cell.Length);
        if (read < _cell.Length)
            return _cell.AsSpan(0, read);
        var length = (int)_reader.GetBytes(column, 0, null, 0, 0);
        if (length > _cell.Length)
        {
            ArrayPool<byte>.Shared.Return(_cell);
            _cell = ArrayPool<byte>.Shared.Rent(length + 1);
            _reader.GetBytes(column, 0, _cell, 0, length);
        }

        return _cell.AsSpan(0, length);
    }

    /// <summary>A value as a string, or null.</summary>
    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Utf8(column));

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await (_rest?.DisposeAsync() ?? CloseAsync());
        ArrayPool<byte>.Shared.Return(_cell);
        _cell = [];
    }

    private async ValueTask CloseAsync()
    {
        await _reader.DisposeAsync();
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
