using System.Text.Json;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>
/// Brings records into a table, many in one statement. A batch that fails is halved until the first record at fault is found, so that the error names it as
/// CKAN does, which writes one record after the other.
/// </summary>
internal sealed class RecordWriter(TableWrite write, WriteMethod method)
{
    /// <summary>
    /// The rows of a batch are found one by one, through the index of the key. The planner, who takes a page read for dearer than it is, would read the whole table for a thousand of them: then
    /// a batch would cost what the table has rows. Undone with the savepoint.
    /// </summary>
    private const string ByIndex = "set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off; set local enable_material = off";

    private const string AnyWay = "set local enable_hashjoin to default; set local enable_mergejoin to default; set local enable_seqscan to default; set local enable_material to default";

    private long _nextId;

    /// <exception cref="ValidationException">A record that is none, names what the table has not, lacks its key or has a value that does not fit.</exception>
    public async Task WriteAsync(SentRecords records, CancellationToken ct)
    {
        if (records.Items.Count == 0)
            return;
        await write.PrepareAsync(ct);
        var sequence = RowTable.Sequence(write.TableNo!.Value);
        var first = _nextId = await write.Connection.QuerySingleAsync<long>(new CommandDefinition($"select last_value + is_called::int from {sequence}", cancellationToken: ct));
        try
        {
            foreach (var (from, count, byId) in Runs(records.Items))
                await WriteRunAsync(records, from, count, byId, ct);
        }
        finally
        {
            // Numbers that a refused write used are not used again, as in CKAN; no transaction undoes this.
            if (_nextId > first)
                await MoveAsync(sequence);
        }
    }

    private async Task MoveAsync(string sequence)
    {
        try
        {
            await write.Connection.ExecuteAsync(new CommandDefinition($"select setval('{sequence}', @last)", new { last = _nextId - 1 }, cancellationToken: CancellationToken.None));
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection or the transaction is lost, and with it every row: what brought us here is told, and the numbers are free.
        }
    }

    /// <summary>Records that name rows by <c>_id</c> and those that do it by key, in turns, so that the order holds between the two.</summary>
    private IEnumerable<(int From, int Count, bool ById)> Runs(IReadOnlyList<JsonElement> records)
    {
        var names = new RecordNames();
        var (from, byId) = (0, false);
        for (var i = 0; i < records.Count; i++)
        {
            var was = byId;
            if (method != WriteMethod.Insert && names.Learn(records[i]))
                byId = names.Names.Contains("_id");
            if (i == 0 || byId == was)
                continue;
            yield return (from, i - from, was);
            from = i;
        }

        yield return (from, records.Count - from, byId);
    }

    private async Task WriteRunAsync(SentRecords records, int from, int count, bool byId, CancellationToken ct)
    {
        if (method == WriteMethod.Insert)
        {
            if (await TryAddAsync(records, ct))
                return;
            RecordList.RequireKnown(records, write.Fields);
        }
        else if (!byId && PreparedRows.Read(records, from, count, write.Fields, write.KeyFields, write.Version) is { IsComplete: true } rows && RecordKeys.AreDistinct(rows.Keys, write.KeyFields))
        {
            await ApplyAsync(from, 0, count, (offset, some) => ChangeAsync(records, from, rows, offset, some, ct), ct);
            return;
        }

        var batch = RecordBatch.Read(records, from, count, write.Fields, byId);
        await ApplyAsync(from, 0, count, (offset, some) => ExecuteAsync(some == count ? batch : batch.Slice(offset, some), byId, ct), ct);
    }

    /// <summary>Writes some records of a run, or finds the first that cannot be written.</summary>
    private async Task ApplyAsync(int from, int offset, int count, Func<int, int, Task> execute, CancellationToken ct)
    {
        var finds = method != WriteMethod.Insert;
        await write.Connection.ExecuteAsync(new CommandDefinition(finds ? $"savepoint batch; {ByIndex}" : "savepoint batch", cancellationToken: ct));
        try
        {
            await execute(offset, count);
            await write.Connection.ExecuteAsync(new CommandDefinition(finds ? $"{AnyWay}; release savepoint batch" : "release savepoint batch", cancellationToken: ct));
            return;
        }
        catch (PostgresException e) when (RecordErrors.IsCallers(e))
        {
            await write.Connection.ExecuteAsync(new CommandDefinition("rollback to savepoint batch; release savepoint batch", cancellationToken: ct));
            if (count == 1)
            {
                if (e.SqlState == PostgresErrorCodes.UniqueViolation)
                    _nextId++;
                throw RecordErrors.Of(e, from + offset, write.Before.ResourceId, write.Key);
            }
        }

        var half = count / 2;
        await ApplyAsync(from, offset, half, execute, ct);
        await ApplyAsync(from, offset + half, count - half, execute, ct);
    }

    /// <summary>Adds all records, piece by piece: PostgreSQL takes one in while the next is being made. False, and nothing is written, where one of them needs to be looked at by itself.</summary>
    private async Task<bool> TryAddAsync(SentRecords records, CancellationToken ct)
    {
        const int piece = 500;
        await write.Connection.ExecuteAsync(new CommandDefinition("savepoint batch", cancellationToken: ct));
        try
        {
            await using var copy = await RowCopy.BeginAsync(write.Connection, write.Table, write.Fields, ct);
            for (var from = 0; from < records.Items.Count; from += piece)
            {
                var count = Math.Min(piece, records.Items.Count - from);
                if (PreparedRows.Read(records, from, count, write.Fields, key: [], write.Version) is not { } rows)
                    break;
                await rows.WriteAsync(copy, Enumerable.Range(0, count).Select(i => (i, _nextId + from + i)), ct);
                copy.IsWhole = from + count == records.Items.Count;
            }

            await copy.EndAsync();
            if (copy.IsWhole)
            {
                await write.Connection.ExecuteAsync(new CommandDefinition("release savepoint batch", cancellationToken: ct));
                write.Added += records.Items.Count;
                _nextId += records.Items.Count;
                return true;
            }
        }
        catch (PostgresException e) when (RecordErrors.IsCallers(e))
        {
            // one of them cannot be written: which one is found out next
        }

        await write.Connection.ExecuteAsync(new CommandDefinition("rollback to savepoint batch; release savepoint batch", cancellationToken: ct));
        return false;
    }

    /// <summary>The rows that change are closed, and what opens is sent by <c>COPY</c>: most batches are all new or all known.</summary>
    private async Task ChangeAsync(SentRecords records, int from, PreparedRows rows, int offset, int count, CancellationToken ct)
    {
        var key = write.KeyFields;
        var known = await FindAsync(key, [.. rows.Keys.Select(column => count == rows.Count ? column : column[offset..(offset + count)])], ct);
        if (method == WriteMethod.Update && known.Count < count)
        {
            var missing = offset + Enumerable.Range(0, count).First(i => i >= known.Count || known[i] != i);
            throw RecordErrors.KeyNotFound(key.Select((field, c) => (field.Id, rows.Keys[c][missing], RowColumn.Of(field).Kind != CellKind.Number)));
        }

        var opened = Enumerable.Range(0, count).Except(known).Select((i, n) => (Record: offset + i, Id: _nextId + n)).ToList();
        var (added, changed) = (opened.Count, 0);
        if (known.Count > 0)
        {
            var batch = RecordBatch.Read(records, from + offset, count, write.Fields, byId: false);
            await using var close = RecordStatement.Close(write.Table, key, known.Count == count ? batch : batch.Pick(known), write.Version);
            close.Connection = write.Connection;
            await using var reader = await close.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                opened.Add((offset + known[reader.GetInt32(0)], reader.GetInt64(1)));
                changed += write.IsRestored || reader.GetInt32(2) < write.Version ? 1 : 0;
            }
        }

        if (opened.Count > 0)
        {
            await using var copy = await RowCopy.BeginAsync(write.Connection, write.Table, write.Fields, ct);
            await rows.WriteAsync(copy, opened.OrderBy(one => one.Record), ct);
            copy.IsWhole = true;
            await copy.EndAsync();
        }

        write.Added += added;
        write.Changed += changed;
        _nextId += added;
    }

    /// <summary>Places of the keys that have a row.</summary>
    private async Task<IReadOnlyList<int>> FindAsync(IReadOnlyList<Field> key, IReadOnlyList<string?[]> texts, CancellationToken ct)
    {
        await using var find = RecordStatement.Find(write.Table, key, texts);
        find.Connection = write.Connection;
        var places = new List<int>();
        await using var reader = await find.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            places.Add(reader.GetInt32(0));
        return places;
    }

    private async Task ExecuteAsync(RecordBatch batch, bool byId, CancellationToken ct)
    {
        if (method == WriteMethod.Insert)
        {
            await using var insert = RecordStatement.Insert(write.Table, write.Fields, batch, write.Version, _nextId);
            insert.Connection = write.Connection;
            await insert.ExecuteNonQueryAsync(ct);
            write.Added += batch.Count;
            _nextId += batch.Count;
            return;
        }

        var key = write.KeyFields;
        await using var merge = RecordStatement.Merge(write.Table, write.Fields, key, batch, write.Version, _nextId, adds: method == WriteMethod.Upsert);
        merge.Connection = write.Connection;
        BatchResult result;
        await using (var reader = await merge.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            result = new BatchResult(reader.GetInt32(0), reader.GetInt32(1) + (write.IsRestored ? reader.GetInt32(2) : 0), reader.GetInt32(3));
        }

        if (method == WriteMethod.Update && result.Missing >= 0)
            throw RecordErrors.KeyNotFound(KeyOf(batch, byId, key, result.Missing));
        write.Added += result.Added;
        write.Changed += result.Changed;
        _nextId += result.Added;
    }

    private static IEnumerable<(string Name, string? Value, bool IsText)> KeyOf(RecordBatch batch, bool byId, IReadOnlyList<Field> key, int record) => byId
        ? [("_id", batch.Ids![record], false)]
        : key.Select(field => (field.Id, batch.Texts(batch.Fields.Index().First(column => column.Item.Id == field.Id).Index)[record], RowColumn.Of(field).Kind != CellKind.Number));
}
