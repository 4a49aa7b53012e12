using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>
/// One Hangfire job carries out one run. Runs of one dataset go strictly in the order of their ids: a job whose turn has not come asks for the run before it
/// and leaves; each run that ends asks for the next.
/// </summary>
internal sealed partial class RunSource(
    RunLog runs, RunWalker walker, RunRequests requests, Database database, IOptions<EtlOptions> options, TimeProvider clock, ILogger<RunSource> logger) : IRunSource
{
    public async Task RunAsync(long runId, CancellationToken ct)
    {
        Guid packageId;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var run = await runs.FindAsync(runId, ct);
                if (run is null)
                    return;
                packageId = run.PackageId;
                if (!run.IsFinished && !await TryAsync(run, ct))
                    return;   // whoever has the lock asks for the next run when it has let go
                break;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && (Transient.Is(e) || e is OperationCanceledException) && attempt < options.Value.Attempts)
            {
                // The database went away, and with it the lock. It comes back, or the sweeper finds the run.
                LogLost(e.GetType().Name, runId, attempt);
                await Task.Delay(Transient.Delay(attempt, options.Value.RetryMilliseconds, null), clock, ct);
            }
        }

        if (await runs.OldestOpenAsync(packageId, ct) is { } next)
            await requests.EnqueueAsync(next, ct);
    }

    /// <returns>False when another worker has the dataset.</returns>
    private async Task<bool> TryAsync(RunRecord run, CancellationToken ct)
    {
        await using var hold = await RunLock.TryTakeAsync(database, run.PackageId, run.Id, ct);
        if (hold is null)
            return false;
        if (await runs.OldestOpenAsync(run.PackageId, ct) != run.Id)
            return true;
        try
        {
            await walker.WalkAsync(run.Id, hold);
        }
        catch (OperationCanceledException) when (hold.CancelRequested)
        {
            await walker.CancelAsync(run.Id, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && !Transient.Is(e))
        {
            LogBug(e, run.Id);
            await walker.FailAsync(run.Id, $"internal error ({e.GetType().Name})", ct);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Fault} in run {RunId}, attempt {Attempt}")]
    private partial void LogLost(string fault, long runId, int attempt);

    [LoggerMessage(LogLevel.Error, "Run {RunId} failed")]
    private partial void LogBug(Exception e, long runId);
}
