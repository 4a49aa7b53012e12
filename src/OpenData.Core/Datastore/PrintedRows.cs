using System.Buffers;
using System.Text;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>The rows of one statement as the bytes that PostgreSQL sent: what is only passed on becomes no string on the way.</summary>
public sealed class PrintedRows : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly RowQuery _query;
    private bool _isRead, _isDisposed;
    private byte[] _cell = ArrayPool<byte>.Shared.Rent(8 * 1024);

    private PrintedRows(NpgsqlConnection connection, NpgsqlCommand command, NpgsqlDataReader reader, RowQuery query) =>
        (_connection, _command, _reader, _query) = (connection, command, reader, query);

    /// <exception cref="ValidationException">A value that does not fit its column, or the time is up.</exception>
    internal static async Task<PrintedRows> OpenAsync(NpgsqlDataSource source, NpgsqlCommand command, RowQuery query, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        try
        {
            command.Connection = connection;
            if (command.CommandTimeout != 0)
                command.CommandTimeout = 0;
            return new PrintedRows(connection, command, await command.ExecuteReaderAsync(ct), query);
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
            return await _reader.ReadAsync(ct);
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
        await _reader.DisposeAsync();
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
        ArrayPool<byte>.Shared.Return(_cell);
        _cell = [];
    }
}
