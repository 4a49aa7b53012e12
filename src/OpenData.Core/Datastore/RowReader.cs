using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>Runs row queries and hands out one row at a time: memory use does not grow with the answer.</summary>
public sealed class RowReader(Database.Database database, IOptions<DatastoreOptions> options)
{
    /// <summary>
    /// The rows, each as texts in the order of the query's columns as PostgreSQL prints them. The array is filled anew for each row: whoever keeps it copies it.
    /// </summary>
    /// <param name="query">Checked against its source.</param>
    /// <param name="limited">Whether the statement timeout holds; false for dumps, which last as long as the reader.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <exception cref="ValidationException">A value that does not fit its column, or the time is up.</exception>
    public async IAsyncEnumerable<string?[]> ReadAsync(RowQuery query, bool limited, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        await using var batch = Batch(connection, RowStatement.Rows(query), limited);
        await using var reader = await ExecuteAsync(batch, query, ct);
        var row = new string?[query.Columns.Count];
        while (await NextAsync(reader, query, ct))
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = await reader.IsDBNullAsync(i, ct) ? null : reader.GetString(i);
            yield return row;
        }
    }

    /// <summary>All rows that the query would give without limit and offset.</summary>
    /// <exception cref="ValidationException">As for <see cref="ReadAsync"/>.</exception>
    public async Task<long> CountAsync(RowQuery query, CancellationToken ct)
    {
        if (query.IsUnfiltered && query.Source.RowCount is { } known)
            return known;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        await using var batch = Batch(connection, RowStatement.Count(query), limited: true);
        await using var reader = await ExecuteAsync(batch, query, ct);
        await NextAsync(reader, query, ct);
        return reader.GetInt64(0);
    }

    /// <summary>The timeout travels with the statement, in the batch's one transaction.</summary>
    private NpgsqlBatch Batch(NpgsqlConnection connection, NpgsqlBatchCommand command, bool limited)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('statement_timeout', $1, true)")
        {
            Parameters = { new NpgsqlParameter { Value = limited ? $"{options.Value.StatementTimeoutSeconds}s" : "0" } },
        });
        batch.BatchCommands.Add(command);
        return batch;
    }

    private static async Task<NpgsqlDataReader> ExecuteAsync(NpgsqlBatch batch, RowQuery query, CancellationToken ct)
    {
        try
        {
            var reader = await batch.ExecuteReaderAsync(ct);
            await reader.NextResultAsync(ct);   // past set_config
            return reader;
        }
        catch (PostgresException e) when (RowErrors.Of(e, query.SentValues) is { } mistake)
        {
            throw mistake;
        }
    }

    private static async Task<bool> NextAsync(NpgsqlDataReader reader, RowQuery query, CancellationToken ct)
    {
        try
        {
            return await reader.ReadAsync(ct);
        }
        catch (PostgresException e) when (RowErrors.Of(e, query.SentValues) is { } mistake)
        {
            throw mistake;
        }
    }
}
