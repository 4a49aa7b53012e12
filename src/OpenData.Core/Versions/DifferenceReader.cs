using System.Runtime.CompilerServices;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>Reads what differs between two versions of one resource (design A.4, A.6): rows are matched by their number, which stands for the key, and compared by content.</summary>
public sealed class DifferenceReader(Database.Database database)
{
    /// <summary>How many rows differ. Either side may be null: a version in which the resource had no data.</summary>
    public async Task<ChangeCounts> CountAsync(VersionBound? from, VersionBound? to, CancellationToken ct)
    {
        if (from?.Table != to?.Table)   // one of them may be null
            return new ChangeCounts(Rows(to), 0, Rows(from));
        if (from is null || from.Version == to!.Version)
            return default;
        await using var command = database.Read.CreateCommand($"""
            select (count(*) filter (where not _was))::int, (count(*) filter (where _was and _is))::int, (count(*) filter (where not _is))::int
              from ({DifferenceSql.Of(from, to, ChangeCursor.Start)}) x
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new ChangeCounts(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    /// <summary>
    /// The rows that differ, by <c>_id</c>, one at a time; a cursor finds a later page at the cost of the first, an offset counts. Of a table that was deleted and made
    /// again, all rows of the one and all of the other, of equal numbers the removal first: done in this order, the changes lead from the one to the other.
    /// </summary>
    public async IAsyncEnumerable<RowChange> ReadAsync(
        VersionBound? from, VersionBound? to, ChangeCursor after, long limit, long offset, [EnumeratorCancellation] CancellationToken ct)
    {
        if (from is null && to is null)
            yield break;
        await using var command = Command("_id, _before, _after", from, to, after, limit, offset);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new RowChange
            {
                Id = reader.GetInt64(0),
                Before = await reader.IsDBNullAsync(1, ct) ? null : await reader.GetFieldValueAsync<string?[]>(1, ct),
                After = await reader.IsDBNullAsync(2, ct) ? null : await reader.GetFieldValueAsync<string?[]>(2, ct),
            };
        }
    }

    /// <summary>Where the page of that many changes ends, or null when nothing comes after it.</summary>
    public async Task<ChangeCursor?> FindEndAsync(VersionBound? from, VersionBound? to, ChangeCursor after, long limit, CancellationToken ct)
    {
        if ((from is null && to is null) || limit == 0)
            return null;
        await using var command = Command("_id, not _is", from, to, after, 2, limit - 1);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var end = new ChangeCursor(reader.GetInt64(0), reader.GetBoolean(1));
        return await reader.ReadAsync(ct) ? end : null;
    }

    private NpgsqlCommand Command(string columns, VersionBound? from, VersionBound? to, ChangeCursor after, long limit, long offset)
    {
        var command = database.Read.CreateCommand($"select {columns} from ({DifferenceSql.Of(from, to, after)}) x order by _id, _was desc limit $1 offset $2");
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        command.Parameters.Add(new NpgsqlParameter { Value = offset });
        return command;
    }

    private static int Rows(VersionBound? at) => (int)Math.Min(at?.RowCount ?? 0, int.MaxValue);
}
