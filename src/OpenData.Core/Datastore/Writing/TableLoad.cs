using System.Globalization;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>
/// Puts a whole file's rows in place of a resource's table: a new row table is filled by <c>COPY</c> and becomes the next version, all in one transaction. The
/// dataset is locked only for the end of it, so that a load of minutes holds up nobody; what fails leaves nothing (decision 0016).
/// </summary>
public sealed class TableLoad : IAsyncDisposable
{
    private const int Piece = 1 << 16;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _resourceId;
    private readonly IReadOnlyList<Field> _fields;
    private readonly int _tableNo;
    private readonly RowLines _lines;
    private NpgsqlRawCopyStream? _copy;

    private TableLoad(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid resourceId, IReadOnlyList<Field> fields, int tableNo, int version)
    {
        (_connection, _transaction, _resourceId, _fields, _tableNo) = (connection, transaction, resourceId, fields, tableNo);
        _lines = new RowLines(version, fields.Count);
    }

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Opens a transaction with an empty table of these columns.</summary>
    /// <exception cref="NotFoundException">The resource was deleted.</exception>
    public static async Task<TableLoad> BeginAsync(Database.Database database, Guid resourceId, IReadOnlyList<Field> fields, CancellationToken ct)
    {
        var connection = await database.Write.OpenConnectionAsync(ct);
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(ct);
            // Rows begin in the version that would be next now. Another one may come before this load ends; nothing of that one reads this table.
            const string sql = """
                select nextval('catalog.table_no')::int, p.next_version from catalog.package p join catalog.resource r on r.package_id = p.id
                 where r.id = @resourceId and r.state = 'active'
                """;
            var (tableNo, version) = await connection.QuerySingleOrDefaultAsync<(int, int)?>(new CommandDefinition(sql, new { resourceId }, cancellationToken: ct))
                ?? throw new NotFoundException($"Resource \"{resourceId}\" was not found.");
            await RowTable.CreateBareAsync(connection, tableNo, fields, ct);
            var import = (StreamWriter)await connection.BeginTextImportAsync(RowLines.Copy(RowTable.Name(tableNo), fields, isNew: true), ct);
            return new TableLoad(connection, transaction, resourceId, fields, tableNo, version) { _copy = (NpgsqlRawCopyStream)import.BaseStream };
        }
        catch
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next value of a row, in the form that PostgreSQL prints.</summary>
    public void Add(ReadOnlySpan<char> text) => _lines.Add(text);

    /// <summary>No value.</summary>
    public void AddNull() => _lines.AddNull();

    /// <summary>Ends a row; sends when there is enough.</summary>
    public ValueTask EndRowAsync(CancellationToken ct)
    {
        _lines.End(++Count);
        return _lines.Lines.Length >= Piece ? SendAsync(ct) : ValueTask.CompletedTask;
    }

    /// <summary>Publishes what was added as the next version of the dataset. What the data dictionary says of a column stays with its name (product H29).</summary>
    /// <param name="userId">Who asked.</param>
    /// <param name="now">In microseconds.</param>
    /// <param name="within">What is written with it, in the same transaction and under the dataset's lock.</param>
    /// <param name="ct">Gives up; nothing is left then.</param>
    /// <exception cref="ValidationException">A source feeds the table.</exception>
    /// <exception cref="NotFoundException">The resource was deleted meanwhile.</exception>
    public async Task PublishAsync(Guid? userId, DateTimeOffset now, Func<NpgsqlConnection, Task> within, CancellationToken ct)
    {
        await SendAsync(ct);
        await _copy!.DisposeAsync();
        _copy = null;
        await RowTable.IndexAsync(_connection, _tableNo, ct);
        await _connection.ExecuteAsync(new CommandDefinition(
            string.Create(CultureInfo.InvariantCulture, $"select setval('{RowTable.Sequence(_tableNo)}', {Math.Max(1, Count)}, {Count > 0}); analyze {RowTable.Name(_tableNo)}"), commandTimeout: 0, cancellationToken: ct));
        await using var write = await TableWrite.JoinAsync(_connection, _resourceId, ct);
        write.RequireWritable(force: true);
        await write.PrepareAsync(ct);
        var fields = _fields.Select(field => field with { Info = write.Before.Fields.FirstOrDefault(before => before.Id == field.Id)?.Info }).ToList();
        (write.TableNo, write.Fields, write.Key) = (_tableNo, fields, []);
        (write.Added, write.Removed) = ((int)Math.Min(Count, int.MaxValue), (int)Math.Min(write.Before.RowCount, int.MaxValue));
        await write.FinishAsync(userId, now, ct);
        await within(_connection);
        await _transaction.CommitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_copy is not null)
                await _copy.CancelAsync();   // disposing it would finish the COPY
        }
        catch (NpgsqlException)
        {
            // the connection is lost, and with it everything
        }

        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async ValueTask SendAsync(CancellationToken ct)
    {
        await _copy!.WriteAsync(_lines.Lines, ct);
        _lines.Clear();
    }
}
