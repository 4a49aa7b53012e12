using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Aggregates;

/// <summary>Answers by PostgreSQL from the rows: of small tables, of versions without a Parquet file, and as the oracle of the tests.</summary>
public sealed class PostgresAggregates(Database.Database database, IOptions<AggregateOptions> options)
{
    /// <exception cref="ValidationException">The time is up, or a sum of doubles is out of their range.</exception>
    public async Task<AggregateAnswer> AnswerAsync(VersionBound at, AggregateQuery query, CancellationToken ct)
    {
        var dialect = new PostgresDialect(at);
        var sql = AggregateSql.Compile(query, dialect, [.. at.Fields.Select(AggregateColumn.Of)]);
        await using var connection = await database.Costly.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('statement_timeout', $1, true)")
        {
            Parameters = { new NpgsqlParameter { Value = string.Create(CultureInfo.InvariantCulture, $"{options.Value.TimeoutSeconds}s") } },
        });
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in dialect.Parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Text });
        batch.BatchCommands.Add(command);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(ct);
            await reader.NextResultAsync(ct);   // past set_config
            var rows = new AggregateRows(query, "postgresql");
            while (await reader.ReadAsync(ct))
                rows.Add(i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture));
            return rows.Answer();
        }
        catch (PostgresException e) when (Mistake(e) is { } mistake)
        {
            throw mistake;
        }
    }

    private static ValidationException? Mistake(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled => new ValidationException("query", "Query took too long"),
        PostgresErrorCodes.NumericValueOutOfRange => new ValidationException("select", "A sum is out of the range of its type"),
        // 54: an array of more values than PostgreSQL can sort in one piece. 53: no more room for it.
        ['5', '4', ..] or ['5', '3', '4', ..] => new ValidationException("query", "Query takes more memory than it may"),
        _ => null,
    };
}
