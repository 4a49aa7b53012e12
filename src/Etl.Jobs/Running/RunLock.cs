using Dapper;
using Npgsql;
using OpenData.Core.Database;

namespace Etl.Jobs.Running;

/// <summary>
/// The right to carry out the runs of one dataset: an advisory lock on a connection of its own, which the server gives back when this process dies (design B.2).
/// The same connection is the heartbeat: when it is lost, so is the right, and <see cref="Lost"/> fires.
/// </summary>
internal sealed class RunLock : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>The lock's key in SQL, from a package id.</summary>
    public const string Key = "hashtextextended(@packageId::text, 4711)";

    private readonly NpgsqlConnection _connection;
    private readonly Guid _packageId;
    private readonly long _runId;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beats;

    private RunLock(NpgsqlConnection connection, Guid packageId, long runId, CancellationToken ct)
    {
        (_connection, _packageId, _runId) = (connection, packageId, runId);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _beats = BeatAsync();
    }

    /// <summary>Fires when the lock is lost, the run is to be cancelled or the program stops.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether somebody asked to cancel the run.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>The lock, or null when somebody has it.</summary>
    public static async Task<RunLock?> TryTakeAsync(Database database, Guid packageId, long runId, CancellationToken ct)
    {
        // Not pooled: a connection that went back to the pool would keep the lock.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Pooling = false, ApplicationName = "opendata run", KeepAlive = 10,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            if (await connection.QuerySingleAsync<bool>(new CommandDefinition($"select pg_try_advisory_lock({Key})", new { packageId }, cancellationToken: ct)))
                return new RunLock(connection, packageId, runId, ct);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beats;
        try
        {
            // Closing would free it too, but only after the answer: the next run must find it free.
            await _connection.ExecuteAsync($"select pg_advisory_unlock({Key})", new { packageId = _packageId });
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // the connection is gone, and the lock with it
        }

        await _connection.DisposeAsync();
        _oneAtATime.Dispose();
        _stop.Dispose();
        _lost.Dispose();
    }

    /// <summary>Makes sure that the lock is still held.</summary>
    /// <exception cref="OperationCanceledException">It is not, or the run is to be cancelled, or the program stops.</exception>
    public async Task ConfirmAsync()
    {
        await _oneAtATime.WaitAsync(_lost.Token);
        try
        {
            CancelRequested = await _connection.QuerySingleOrDefaultAsync<bool>(
                "update etl.run set heartbeat_at = now() where id = @_runId returning cancel_requested and status not in ('publishing', 'published')", new { _runId });
            if (CancelRequested)
                await _lost.CancelAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            await _lost.CancelAsync();
        }
        finally
        {
            _oneAtATime.Release();
        }

        _lost.Token.ThrowIfCancellationRequested();
    }

    private async Task BeatAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await Task.Delay(Beat, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ConfirmAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // whoever waits for Lost knows
        }
    }
}
