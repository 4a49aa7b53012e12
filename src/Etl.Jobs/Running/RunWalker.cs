using Etl.Jobs.Fetching;
using Etl.Jobs.Steps;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>Walks a run from its last finished step to its end (design B.2). Whoever calls it holds the dataset's lock.</summary>
internal sealed partial class RunWalker(
    FetchStep fetch, DetectStep detect, MapStep map, CheckStep check, NormalizeStep normalize, StageStep stage, DiffStep diff, PublishStep publish, ExportStep export,
    RunLog runs, RunCleanup cleanup, IOptions<EtlOptions> options, TimeProvider clock, ILogger<RunWalker> logger)
{
    private readonly IReadOnlyList<IRunStep> _steps = [fetch, detect, map, check, normalize, stage, diff, publish, export];

    /// <exception cref="OperationCanceledException">The lock was lost, the run is to be cancelled or the program stops; the run stays open.</exception>
    public async Task WalkAsync(long runId, RunLock hold)
    {
        var ct = hold.Lost;
        while (true)
        {
            await hold.ConfirmAsync();
            var context = await runs.ContextAsync(runId, ct);
            if (context.Run.IsFinished)
                return;
            // A verdict stands before anything else: a worker that died between a step's end and the run's must not be followed by one that goes on.
            if (context.Logs.Values.Select(log => log[RunLog.EndsAs]?.GetValue<string>()).FirstOrDefault(status => status is not null) is { } verdict)
            {
                await EndAsync(context, verdict, null, ct);
                return;
            }

            // Registered anew while the run was open: what was read by the old mapping is read again, or one version would hold both.
            if (context.Run.Status != "published" && context.Logs.GetValueOrDefault("fetch")?["mapping"]?.GetValue<string>() is { } mapping && mapping != context.Mapping.Hash)
            {
                await runs.ReopenStepsAsync(runId, 0, ct);
                continue;
            }

            var position = _steps.TakeWhile(step => context.Logs.ContainsKey(step.Name)).Count();
            if (position == _steps.Count)
            {
                await EndAsync(context, "published", null, ct);
                return;
            }

            FaultPoint.Hit($"step.{_steps[position].Name}.begin");
            if (await TakeStepAsync(context, position, ct))
                return;
            FaultPoint.Hit($"step.{_steps[position].Name}.end");
        }
    }

    /// <summary>Ends a run that somebody cancelled. Its files go to <c>cancelled</c>, or the next check would take them again.</summary>
    public async Task CancelAsync(long runId, CancellationToken ct)
    {
        var context = await runs.ContextAsync(runId, ct);
        if (!context.Run.IsFinished && context.Run.Status is not ("publishing" or "published"))
            await EndAsync(context, "cancelled", null, ct);
    }

    /// <summary>Ends a run that cannot go on.</summary>
    public Task FailAsync(long runId, string reason, CancellationToken ct) =>
        runs.EndAsync(runId, "failed", reason, null, ct);   // the sweeper clears away: here even the mapping may be unreadable

    /// <returns>True when the run has ended.</returns>
    private async Task<bool> TakeStepAsync(RunContext context, int position, CancellationToken ct)
    {
        var step = _steps[position];
        var attempt = await runs.BeginStepAsync(context.Run.Id, step.Name, position, ct);
        if (attempt == 0)
            return true;
        if (attempt > options.Value.Attempts * 2)   // crashes count too: a file that kills the worker must not do so for ever
        {
            await EndAsync(context, "failed", $"{step.Name}: begun {attempt - 1} times without an end", ct);
            return true;
        }

        StepResult result;
        try
        {
            result = await step.RunAsync(context, ct);
        }
        catch (FetchException e)
        {
            return await FetchFailedAsync(context, step, attempt, e, ct);
        }
        catch (Exception e) when (Transient.Is(e) && !ct.IsCancellationRequested)
        {
            LogTransient(e, context.Run.Id, step.Name, attempt);
            if (attempt >= options.Value.Attempts)
            {
                await EndAsync(context, "failed", $"{step.Name}: {e.GetType().Name} in {attempt} attempts", ct);
                return true;
            }

            await Task.Delay(Transient.Delay(attempt, options.Value.RetryMilliseconds, null), clock, ct);
            return false;
        }

        if (result.BackTo is { } earlier)
        {
            await runs.ReopenStepsAsync(context.Run.Id, _steps.Index().First(item => item.Item.Name == earlier).Index, ct);
            return false;
        }

        await runs.FinishStepAsync(context.Run, step.Name, result, ct);
        return false;
    }

    private async Task<bool> FetchFailedAsync(RunContext context, IRunStep step, int attempt, FetchException e, CancellationToken ct)
    {
        LogFetch(context.Run.Id, e.Finding.Rule, attempt);
        if (e.IsTransient && attempt < options.Value.Attempts)
        {
            await Task.Delay(Transient.Delay(attempt, options.Value.RetryMilliseconds, e.RetryAfter), clock, ct);
            return false;
        }

        await runs.FailStepAsync(context.Run.Id, step.Name, new StepResult().With(e.Finding), ct);
        await EndAsync(context, "rejected", null, ct);   // what the source gave is a finding, also an HTTP 500; "failed" is for faults of ours
        return true;
    }

    private async Task EndAsync(RunContext context, string status, string? reason, CancellationToken ct)
    {
        if (context.Run.Status == "published")
            status = "published";
        else
            await cleanup.ClearAsync(context, status, ct);
        FaultPoint.Hit("end.before-end");
        await runs.EndAsync(context.Run.Id, status, reason, RememberedState(context, status), ct);
        LogEnd(context.Run.Id, status, reason);
    }

    /// <summary>Validators are remembered only when the bytes they stand for have done their work; a reported day is not reported again.</summary>
    private static SourceState? RememberedState(RunContext context, string status)
    {
        var log = context.Logs.GetValueOrDefault("fetch");
        if (status is "published" or "unchanged" && log?["addresses"] is { } addresses)
            return context.State with { Addresses = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, KnownFile>>(addresses, SourceState.Json)! };
        return status == "awaiting_input" && log?["signature"]?.GetValue<string>() is { } signature
            ? context.State with { Reported = [.. context.State.Reported.Where(known => known != signature).TakeLast(99), signature] }
            : null;
    }

    [LoggerMessage(LogLevel.Warning, "Run {RunId}, step {Step}, attempt {Attempt}: a fault that may pass")]
    private partial void LogTransient(Exception e, long runId, string step, int attempt);

    [LoggerMessage(LogLevel.Warning, "Run {RunId}: {Rule} in attempt {Attempt}")]
    private partial void LogFetch(long runId, string rule, int attempt);

    [LoggerMessage(LogLevel.Information, "Run {RunId} ended as {Status} {Reason}")]
    private partial void LogEnd(long runId, string status, string? reason);
}
