using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>
/// One write by API: one transaction under the dataset's lock, which becomes one version when it changed something (design A.4). Its cost is the rows that it
/// touches plus one row for the version.
/// </summary>
internal sealed class TableWrite : IAsyncDisposable
{
    /// <summary>Somebody who reads a table for minutes must not hold up everybody behind a change of its columns.</summary>
    private const string LockTimeout = "10s";

    private readonly NpgsqlTransaction? _own;

    private TableWrite(NpgsqlConnection connection, NpgsqlTransaction? own, TableState state)
    {
        (Connection, _own, Before, Fields, Key, TableNo) = (connection, own, state, state.Fields, state.Key, state.TableNo);
    }

    public NpgsqlConnection Connection { get; }

    /// <summary>The table as it was.</summary>
    public TableState Before { get; }

    /// <summary>Whether an earlier content was made the ground of this version, so that rows which the version itself opened are rows that readers see.</summary>
    public bool IsRestored { get; private set; }

    /// <summary>The number of the version that this write becomes.</summary>
    public int Version => Before.NextVersion;

    public int? TableNo { get; set; }

    public IReadOnlyList<Field> Fields { get; set; }

    /// <summary>Public names.</summary>
    public IReadOnlyList<string> Key { get; set; }

    public int Added { get; set; }

    public int Changed { get; set; }

    public int Removed { get; set; }

    public string Table => RowTable.Name(TableNo!.Value);

    public IReadOnlyList<Field> KeyFields => [.. Key.Select(name => Fields.First(each => each.Id == name))];

    /// <summary>Opens a transaction of its own.</summary>
    public static async Task<TableWrite> BeginAsync(Database.Database database, Guid resourceId, CancellationToken ct)
    {
        var connection = await database.Write.OpenConnectionAsync(ct);
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(ct);
            return await JoinAsync(connection, transaction, resourceId, ct);
        }
        catch
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes in the transaction of somebody else, who commits it.</summary>
    public static Task<TableWrite> JoinAsync(NpgsqlConnection connection, Guid resourceId, CancellationToken ct) => JoinAsync(connection, null, resourceId, ct);

    /// <exception cref="ValidationException">A source feeds the table, or it is not made for this and nobody insists.</exception>
    public void RequireWritable(bool force)
    {
        if (Before.IsFed)
            throw new ValidationException("read-only", "The data of this resource comes from a source and cannot be changed by hand");
        if (!force && Before.UrlType != "datastore")
        {
            throw new ValidationException("read-only", "Cannot edit read-only resource because changes made may be lost. Use a resource created for editing e.g. with datastore_create or use \"force=True\" to ignore this warning.");
        }
    }

    /// <exception cref="NotFoundException">There is none.</exception>
    public void RequireTable()
    {
        if (TableNo is null)
            throw new NotFoundException($"Resource \"{Before.ResourceId}\" was not found.");
    }

    /// <summary>Before anything is changed: makes what readers see now the ground that the new version stands on, where it is not the last one given out.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        if (IsRestored || Before.NextVersion == Before.CurrentVersion + 1)
            return;
        IsRestored = true;
        await VersionChain.RestoreAsync(Connection, Before.PackageId, Before.CurrentVersion, Version, ct);
    }

    /// <summary>Writes the version, if there is anything to write. The transaction is not committed.</summary>
    public async Task FinishAsync(Guid? userId, DateTimeOffset now, CancellationToken ct)
    {
        var isSame = !IsRestored && Added + Changed + Removed == 0 && TableNo == Before.TableNo && Key.SequenceEqual(Before.Key) && Field.ListToJson(Fields) == Field.ListToJson(Before.Fields);
        if (isSame)
            return;
        const string sql = """
            insert into ver.resource_version (resource_id, v, table_no, fields, key, row_count, added, changed, removed)
            values (@ResourceId, @Version, @TableNo, @fields::jsonb, @key, @rows, @Added, @Changed, @Removed)
            on conflict (resource_id, v) do update set
                   table_no = excluded.table_no, fields = excluded.fields, key = excluded.key, row_count = excluded.row_count, added = excluded.added,
                   changed = excluded.changed, removed = excluded.removed, sha256 = null, bytes = null
            """;
        await Connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            Before.ResourceId, Version, TableNo, fields = Field.ListToJson(Fields), key = Key.ToArray(), rows = TableNo is null ? 0 : Before.RowCount + Added - Removed, Added, Changed, Removed,
        }, cancellationToken: ct));
        var step = new LabelStep();
        step.Add(Before.TableNo is null ? null : Before.Fields, Fields);
        step.Add(new ChangeCounts(Added, Changed, Removed));
        await VersionChain.AddAsync(Connection, Before.PackageId, Before.CurrentVersion, Version, step, userId, now, ct);
    }

    public Task CommitAsync(CancellationToken ct) => _own!.CommitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (_own is null)
            return;
        await _own.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private static async Task<TableWrite> JoinAsync(NpgsqlConnection connection, NpgsqlTransaction? own, Guid resourceId, CancellationToken ct)
    {
        var state = await TableState.LockAsync(connection, resourceId, ct);
        await connection.ExecuteAsync(new CommandDefinition("select set_config('lock_timeout', @LockTimeout, true)", new { LockTimeout }, cancellationToken: ct));
        return new TableWrite(connection, own, state);
    }
}
