using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OpenData.Core.CallerSql;

/// <summary>
/// The server's processes behind callers' SQL. PostgreSQL bounds what sorts and hashes take (<c>work_mem</c>), but not what functions make, and it stops only where it looks for a
/// cancellation: within one call of a function, or one row, it does not. So the system bounds their memory, and who asked gets the next place only when such a process is gone.
/// </summary>
internal sealed partial class SqlBackends(Database.Database database, ILogger log)
{
    /// <summary>What one process may allocate, in bytes; its program, its stack and the shared buffers do not count.</summary>
    public const long MaxMemory = 256 * 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private bool _isUnbounded;

    /// <summary>
    /// Sets the limit for a new connection, through a command of the server: it runs under the server's own account, which may do so. Beyond it PostgreSQL itself answers "out of memory", and
    /// goes on. Only superusers may have commands run, so elsewhere there is no such limit (decision 0015). One command that failed says nothing of the next one.
    /// </summary>
    public async Task LimitAsync(NpgsqlConnection caller)
    {
        if (_isUnbounded)
            return;
        try
        {
            await using var connection = await database.Write.OpenConnectionAsync();
            await connection.ExecuteAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"copy (select where false) to program 'prlimit --pid {caller.ProcessID} --data={MaxMemory}'"));
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ExternalRoutineException)
        {
            _isUnbounded = e.SqlState == PostgresErrorCodes.InsufficientPrivilege;
            Log.Unbounded(log, e.MessageText);
        }
    }

    /// <summary>Waits until that process is gone, and ends it where it will hear of it.</summary>
    public async Task EndAsync(int process, string role, CancellationToken ct)
    {
        DateTime? started = null;
        while (true)
        {
            await using (var connection = await database.Write.OpenConnectionAsync(ct))
            {
                // By when it began too: the number may be another's a moment later.
                started = await connection.QuerySingleOrDefaultAsync<DateTime?>(new CommandDefinition(
                    "select backend_start from pg_stat_activity where pid = @process and usename = @role and (@started::timestamptz is null or backend_start = @started)",
                    new { process, role, started }, cancellationToken: ct));
                if (started is null)
                    return;
                await connection.ExecuteAsync(new CommandDefinition("select pg_terminate_backend(@process)", new { process }, cancellationToken: ct));
            }

            await Task.Delay(Pause, ct);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The memory of datastore_search_sql is not bounded, for the server cannot run prlimit: {Reason}")]
        public static partial void Unbounded(ILogger logger, string reason);
    }
}
