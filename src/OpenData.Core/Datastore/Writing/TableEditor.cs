using System.Text.Json.Nodes;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Writes tables for clients (contract 5.3 to 5.5). Every call is one transaction: an error leaves nothing, success is a new version of the dataset.</summary>
public sealed class TableEditor(Database.Database database, TimeProvider clock)
{
    /// <summary>Makes a table or changes its columns, key, indexes and aliases, and adds records.</summary>
    /// <returns>The table's columns.</returns>
    /// <exception cref="ValidationException">Whatever is wrong with the request.</exception>
    public async Task<IReadOnlyList<Field>> CreateAsync(Guid resourceId, TableRequest request, Guid? userId, CancellationToken ct)
    {
        await using var write = await TableWrite.BeginAsync(database, resourceId, ct);
        var fields = await CreateAsync(write, request, userId, ct);
        await write.CommitAsync(ct);
        return fields;
    }

    /// <summary>The same in the transaction that makes the resource.</summary>
    public async Task<IReadOnlyList<Field>> CreateAsync(NpgsqlConnection connection, Guid resourceId, TableRequest request, Guid? userId, CancellationToken ct)
    {
        await using var write = await TableWrite.JoinAsync(connection, resourceId, ct);
        return await CreateAsync(write, request, userId, ct);
    }

    /// <summary>Adds and changes rows. Empty texts that are stored as nothing become null in <paramref name="records"/>.</summary>
    /// <param name="resourceId">Of the table.</param>
    /// <param name="records">As sent.</param>
    /// <param name="method">What becomes of them.</param>
    /// <param name="force">See <see cref="TableRequest.Force"/>.</param>
    /// <param name="dryRun">Undo everything in the end.</param>
    /// <param name="userId">Who does it.</param>
    /// <param name="ct">Stops it; nothing is written then.</param>
    /// <exception cref="NotFoundException">No table.</exception>
    /// <exception cref="ValidationException">Records that do not fit.</exception>
    public async Task WriteAsync(Guid resourceId, SentRecords records, WriteMethod method, bool force, bool dryRun, Guid? userId, CancellationToken ct)
    {
        await using var write = await TableWrite.BeginAsync(database, resourceId, ct);
        write.RequireWritable(force);
        write.RequireTable();
        RecordList.RequireUpsert(records, method, write.Key, write.Fields);
        await GuardAsync(() => new RecordWriter(write, method).WriteAsync(records, ct));
        if (dryRun)
            return;
        await write.FinishAsync(userId, Now, ct);
        await write.CommitAsync(ct);
    }

    /// <summary>Deletes the rows that match; all of them where nothing is asked of them. The table stays.</summary>
    /// <exception cref="NotFoundException">No table.</exception>
    /// <exception cref="ValidationException">A filter that cannot be read, or a value that does not fit its column.</exception>
    public async Task DeleteRowsAsync(Guid resourceId, JsonObject filters, bool force, Guid? userId, CancellationToken ct)
    {
        await using var write = await TableWrite.BeginAsync(database, resourceId, ct);
        write.RequireWritable(force);
        write.RequireTable();
        var filter = FilterParser.Parse(filters, RowSource.Open(write.Table, write.Fields));
        await write.PrepareAsync(ct);
        try
        {
            write.Removed = await RowStatement.CloseAsync(write.Connection, write.Table, write.Fields, filter, write.Version, ct);
        }
        catch (PostgresException e) when (RowErrors.Of(e) is { } mistake)
        {
            throw mistake;
        }

        await write.FinishAsync(userId, Now, ct);
        await write.CommitAsync(ct);
    }

    /// <summary>From now on the resource has no table; older versions keep theirs.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task DropAsync(Guid resourceId, bool force, Guid? userId, CancellationToken ct)
    {
        await using var write = await TableWrite.BeginAsync(database, resourceId, ct);
        write.RequireWritable(force);
        write.RequireTable();
        await write.PrepareAsync(ct);
        await TableAliases.ReplaceAsync(write.Connection, resourceId, [], ct);
        (write.TableNo, write.Fields, write.Key, write.Removed) = (null, [], [], (int)Math.Min(write.Before.RowCount, int.MaxValue));
        await write.FinishAsync(userId, Now, ct);
        await write.CommitAsync(ct);
    }

    private DateTimeOffset Now => Clock.Microseconds(clock.GetUtcNow());

    private async Task<IReadOnlyList<Field>> CreateAsync(TableWrite write, TableRequest request, Guid? userId, CancellationToken ct)
    {
        write.RequireWritable(request.Force);
        var records = request.Records;
        RecordList.RequireCreate(records);
        var fields = TableDesign.Fields(write.Fields, request, records.Items.Count > 0 ? records.Items[0] : null);
        RecordList.RequireKnown(records, fields);
        var key = request.PrimaryKey is null ? write.Key.Where(name => fields.Any(field => field.Id == name)).ToList() : [.. TableDesign.Choose(fields, request.PrimaryKey, asList: true).Select(field => field.Id)];
        var indexes = request.Indexes?.Select(names => TableDesign.Choose(fields, names)).ToList();

        await GuardAsync(async () =>
        {
            if (write.TableNo is null || !fields.SequenceEqual(write.Fields))
                await write.PrepareAsync(ct);
            fields = write.Fields = await TableDesign.ApplyAsync(write, fields, ct);
            var oldKey = write.Key;
            if (oldKey.Any(name => !key.Contains(name)))
                await TableIndexes.SetKeyAsync(write.Connection, write.TableNo!.Value, [], ct);   // a column of it goes, or another key comes
            write.Key = key.SequenceEqual(oldKey) ? oldKey : [];
            await new RecordWriter(write, WriteMethod.Insert).WriteAsync(records, ct);
            write.Key = key;
            await TableIndexes.SetKeyAsync(write.Connection, write.TableNo!.Value, write.KeyFields, ct);
            if (indexes is not null)
                await TableIndexes.SetAsync(write.Connection, write.TableNo.Value, [.. indexes.Select(columns => TableDesign.Choose(fields, [.. columns.Select(field => field.Id)]))], ct);
        });
        if (request.Aliases is not null)
            await TableAliases.ReplaceAsync(write.Connection, write.Before.ResourceId, request.Aliases, ct);
        await write.FinishAsync(userId, Now, ct);
        return fields;
    }

    /// <summary>Waits for a reader of minutes end after a while.</summary>
    private static async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new ConflictException("The table is being read or changed by somebody else: try again");
        }
    }
}
