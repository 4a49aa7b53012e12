using Dapper;
using Hangfire;
using OpenData.Core.Errors;

namespace OpenData.Core.Jobs;

/// <summary>A run to be made.</summary>
public sealed record NewRun
{
    public required long SourceId { get; init; }

    /// <summary>See <see cref="Run.Trigger"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>The user who asked, or null for a schedule.</summary>
    public Guid? RequestedBy { get; init; }

    /// <summary>See <see cref="Run.Correction"/>.</summary>
    public bool Correction { get; init; }
}

/// <summary>Asks the worker for runs and cancels them.</summary>
public sealed class RunRequests(Database.Database database, IBackgroundJobClient jobs, TimeProvider clock)
{
    /// <summary>Writes the run and asks the worker to carry it out.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="NotFoundException">There is no such source.</exception>
    public async Task<long> StartAsync(NewRun run, CancellationToken ct)
    {
        const string sql = """
            insert into etl.run (source_id, package_id, trigger, requested_by, correction, status, created_at)
            select id, package_id, @Trigger, @RequestedBy, @Correction, 'queued', @now from etl.source where id = @SourceId
            returning id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var id = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            sql, new { run.SourceId, run.Trigger, run.RequestedBy, run.Correction, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct))
            ?? throw new NotFoundException($"Source {run.SourceId}");
        await EnqueueAsync(id, ct);
        return id;
    }

    /// <summary>As <see cref="StartAsync"/>, unless a run of the source is queued already: that one will find the same. Null then.</summary>
    public async Task<long?> StartUnlessQueuedAsync(NewRun run, CancellationToken ct)
    {
        // The source's row is the lock: two checks at once make one run.
        const string sql = """
            insert into etl.run (source_id, package_id, trigger, requested_by, correction, status, created_at)
            select s.id, s.package_id, @Trigger, @RequestedBy, @Correction, 'queued', @now from etl.source s
             where s.id = @SourceId and not exists (select 1 from etl.run r where r.source_id = s.id and r.status = 'queued')
            returning id
            """;
        long? id;
        await using (var connection = await database.Write.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition("select 1 from etl.source where id = @SourceId for update", run, cancellationToken: ct));
            id = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
                sql, new { run.SourceId, run.Trigger, run.RequestedBy, run.Correction, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
            await transaction.CommitAsync(ct);
        }

        if (id is { } made)
            await EnqueueAsync(made, ct);
        return id;
    }

    /// <summary>Asks the worker to look at a source.</summary>
    public void Check(long sourceId) =>
        jobs.Enqueue<ICheckSource>(Queues.Interactive, job => job.RunAsync(sourceId, CancellationToken.None));

    /// <summary>Asks for a run that exists. Harmless when it was asked for already.</summary>
    public async Task EnqueueAsync(long runId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var trigger = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select trigger from etl.run where id = @runId", new { runId }, cancellationToken: ct));
        var jobId = jobs.Enqueue<IRunSource>(QueueOf(trigger), job => job.RunAsync(runId, CancellationToken.None));
        await connection.ExecuteAsync(new CommandDefinition(
            "update etl.run set hangfire_job_id = @jobId where id = @runId", new { runId, jobId }, cancellationToken: ct));
    }

    /// <summary>Where a run waits: what a person asked for goes first.</summary>
    public static string QueueOf(string? trigger) => trigger == "manual" ? Queues.Interactive : Queues.Scheduled;

    /// <summary>Ends a queued run at once and asks a running one to stop; one that has ended stays as it is.</summary>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ConflictException">It is publishing or has published: too late.</exception>
    public async Task CancelAsync(long runId, CancellationToken ct)
    {
        const string sql = """
            update etl.run
               set cancel_requested = true,
                   finished_at = case when status = 'queued' then @now else finished_at end,
                   status = case when status = 'queued' then 'cancelled' else status end
             where id = @runId and finished_at is null and status in ('queued', 'running')
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var done = await connection.ExecuteAsync(new CommandDefinition(
            sql, new { runId, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
        if (done > 0)
            return;
        var status = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select status from etl.run where id = @runId", new { runId }, cancellationToken: ct)) ?? throw new NotFoundException($"Run {runId}");
        if (status is "publishing" or "published")
            throw new ConflictException($"Run {runId} is {status} and can no longer be cancelled");
    }
}
