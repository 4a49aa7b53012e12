using Dapper;
using Etl.Jobs.Steps;
using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>
/// Enqueues what is due but not running, and keeps the schedules as the sources say: at the start of the worker and then at an interval. It is no Hangfire job
/// itself, because it repairs what Hangfire lost. Several workers may sweep at once: a run that is asked for twice runs once.
/// </summary>
internal sealed partial class Sweeper(
    Database database, RunRequests requests, JobStorage storage, Schedules schedules, LoadStore loads, WorkFolder work, IOptions<JobOptions> options, TimeProvider clock, ILogger<Sweeper> logger)
    : BackgroundService
{
    public async Task SweepAsync(CancellationToken ct)
    {
        await schedules.ApplyAsync(ct);
        foreach (var (runId, jobId) in await IdleRunsAsync(ct))
        {
            if (IsWaiting(jobId))
                continue;
            LogFound(runId);
            await requests.EnqueueAsync(runId, ct);
        }

        foreach (var (loadId, jobId) in await loads.IdleAsync(TimeSpan.FromSeconds(options.Value.InvisibilitySeconds), ct))
        {
            if (IsWaiting(jobId))
                continue;
            LogLoad(loadId);
            await loads.EnqueueAsync(loadId, ct);
        }

        await loads.FollowAsync(ct);
        await RemoveLeftoversAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromSeconds(options.Value.SweepSeconds);
        // The second pass comes soon: the server may take a moment to see that a killed worker, and its lock, are gone.
        var next = TimeSpan.FromSeconds(Math.Min(5, options.Value.SweepSeconds));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)   // the edge of this job: the next pass tries again
            {
                LogFailed(e);
            }

            await Task.Delay(next, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            next = pause;
        }
    }

    /// <summary>The run whose turn it is, of each dataset whose lock nobody holds.</summary>
    private async Task<IReadOnlyList<(long RunId, string? JobId)>> IdleRunsAsync(CancellationToken ct)
    {
        // pg_locks shows the two halves of the key.
        const string sql = """
            with turn as (
                select distinct on (package_id) id, package_id, hangfire_job_id
                  from etl.run where finished_at is null
                 order by package_id, id)
            select t.id, t.hangfire_job_id
              from turn t join etl.run r on r.id = t.id
             where (r.status <> 'queued' or r.created_at < now() - interval '1 second')   -- its job may be on its way
               and not exists (
                   select 1 from pg_locks l
                    where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database()) and l.objsubid = 1
                      and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(t.package_id::text, 4711))
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<(long, string?)>(new CommandDefinition(sql, cancellationToken: ct))];
    }

    /// <summary>Whether Hangfire will start the job by itself.</summary>
    private bool IsWaiting(string? jobId)
    {
        if (jobId is null)
            return false;
        using var hangfire = storage.GetConnection();
        return hangfire.GetStateData(jobId)?.Name is "Enqueued" or "Scheduled" or "Awaiting";
    }

    /// <summary>Stage tables and work folders of runs that have ended or never were.</summary>
    private async Task RemoveLeftoversAsync(CancellationToken ct)
    {
        const string sql = """
            select t.tablename
              from pg_tables t
             where t.schemaname = 'stage'
               and not exists (select 1 from etl.run r where r.id::text = split_part(t.tablename, '_', 2) and r.finished_at is null)
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        foreach (var table in await connection.QueryAsync<string>(new CommandDefinition(sql, cancellationToken: ct)))
            await connection.ExecuteAsync(new CommandDefinition($"drop table if exists stage.{Sql.Identifier(table)}", cancellationToken: ct));

        var folders = work.Runs();
        if (folders.Count == 0)
            return;
        var open = await connection.QueryAsync<long>(new CommandDefinition(
            "select id from etl.run where id = any(@ids) and finished_at is null", new { ids = folders.ToArray() }, cancellationToken: ct));
        foreach (var runId in folders.Except(open))
            work.Delete(runId);
    }

    [LoggerMessage(LogLevel.Information, "Run {RunId} is due and not running: asked for again")]
    private partial void LogFound(long runId);

    [LoggerMessage(LogLevel.Information, "Load {LoadId} is asked for and nobody works on it: asked for again")]
    private partial void LogLoad(long loadId);

    [LoggerMessage(LogLevel.Error, "A sweep failed")]
    private partial void LogFailed(Exception e);
}
