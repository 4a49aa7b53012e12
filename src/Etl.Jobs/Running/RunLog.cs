using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Budget.Importers.Mapping;
using Dapper;
using Npgsql;
using OpenData.Core;
using OpenData.Core.Database;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>Writes what the runs do to <c>etl.run</c>, <c>etl.run_step</c> and <c>etl.issue</c>: the truth about what ran (design B.6).</summary>
internal sealed class RunLog(Database database, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Key in a step's log: the run ends with that status, whatever happens to the worker before it could say so.</summary>
    public const string EndsAs = "ends_as";

    private DateTimeOffset Now => Clock.Microseconds(clock.GetUtcNow());

    public async Task<RunRecord?> FindAsync(long runId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await FindAsync(connection, runId, ct);
    }

    /// <summary>The run that is the dataset's turn: the open one with the lowest id, or null.</summary>
    public async Task<long?> OldestOpenAsync(Guid packageId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select min(id) from etl.run where package_id = @packageId and finished_at is null", new { packageId }, cancellationToken: ct));
    }

    /// <summary>The run with everything its steps may look at, read anew.</summary>
    /// <exception cref="MappingException">The registered mapping can no longer be read.</exception>
    public async Task<RunContext> ContextAsync(long runId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var run = await FindAsync(connection, runId, ct) ?? throw new InvalidOperationException($"run {runId} does not exist");
        var (name, mappingText, state) = await connection.QuerySingleAsync<(string, string, string)>(new CommandDefinition(
            "select name, mapping::text, state::text from etl.source where id = @SourceId", run, cancellationToken: ct));
        var mapping = DatasetMapping.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mappingText)));
        var resources = (await connection.QueryAsync<(Guid Id, string Name, int TableNo)>(new CommandDefinition(
            "select id, name, table_no from catalog.resource where package_id = @PackageId and state = 'active' and table_no is not null", run, cancellationToken: ct)))
            .ToDictionary(resource => resource.Name, StringComparer.Ordinal);
        var logs = await connection.QueryAsync<(string Step, string Log)>(new CommandDefinition(
            "select step, log::text from etl.run_step where run_id = @runId and status = 'done'", new { runId }, cancellationToken: ct));
        return new RunContext
        {
            Run = run,
            Mapping = mapping,
            Source = SourceNames.Of(mapping).Single(source => source.Name == name).Source,
            State = SourceState.Parse(state),
            Resources = [.. mapping.Resources.Select(r => new RunResource(resources[r.Name].Id, resources[r.Name].TableNo, r))],
            Logs = logs.ToDictionary(row => row.Step, row => JsonNode.Parse(row.Log)!.AsObject(), StringComparer.Ordinal),
        };
    }

    /// <summary>Marks a step as running.</summary>
    /// <returns>Which attempt this is, from 1; 0: the run has ended meanwhile.</returns>
    public async Task<int> BeginStepAsync(long runId, string step, int position, CancellationToken ct)
    {
        const string sql = """
            with open as (
                update etl.run
                   set status = case when status = 'published' then status when @step = 'publish' then 'publishing' else 'running' end,
                       step = @step, started_at = coalesce(started_at, @now), heartbeat_at = @now
                 where id = @runId and finished_at is null
                returning id)
            insert into etl.run_step (run_id, step, position, status, started_at)
            select id, @step, @position, 'running', @now from open
            on conflict (run_id, step) do update
               set attempt = etl.run_step.attempt + 1, status = 'running', started_at = @now, finished_at = null
            returning attempt
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<int>(new CommandDefinition(sql, new { runId, step, position, now = Now }, cancellationToken: ct));
    }

    /// <summary>Writes all that a step leaves, with its end, in one transaction.</summary>
    public async Task FinishStepAsync(RunRecord run, string step, StepResult result, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await WriteStepAsync(connection, run.Id, step, "done", result, ct);
        await WriteChangeAsync(connection, run.Id, result, ct);
        if (result.FollowUps > 0)
            await AddFollowUpsAsync(connection, run, result.FollowUps, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Forgets that these steps were done, so that the walk comes to them again.</summary>
    public async Task ReopenStepsAsync(long runId, int fromPosition, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update etl.run_step set status = 'failed' where run_id = @runId and position >= @fromPosition", new { runId, fromPosition }, cancellationToken: ct));
    }

    /// <summary>Marks the running step as failed; its attempts stay counted.</summary>
    public async Task FailStepAsync(long runId, string step, StepResult result, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await WriteStepAsync(connection, runId, step, "failed", result, ct);
        await WriteChangeAsync(connection, runId, result, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The end of a run. The source remembers <paramref name="state"/> with it, when given.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="status">How it ends; a published run stays published.</param>
    /// <param name="reason">Short, without secrets; null where the findings say it.</param>
    /// <param name="state">The source's new memory, or null for no change.</param>
    /// <param name="ct">Gives up.</param>
    public async Task EndAsync(long runId, string status, string? reason, SourceState? state, CancellationToken ct)
    {
        const string sql = """
            with ended as (
                update etl.run
                   set status = case when status = 'published' then status else @status end, reason = coalesce(@reason, reason), finished_at = @now
                 where id = @runId and finished_at is null
                returning id, source_id, status)
            update etl.source s
               set state = coalesce(@state::jsonb, s.state), last_ok_run = case when e.status in ('published', 'unchanged') then e.id else s.last_ok_run end
              from ended e where s.id = e.source_id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { runId, status, reason, state = state?.ToString(), now = Now }, cancellationToken: ct));
    }

    /// <summary>Paths that open runs of the source have fetched and not moved away yet, this run's own left out.</summary>
    public async Task<IReadOnlySet<string>> TakenPathsAsync(long sourceId, long exceptRun, CancellationToken ct)
    {
        const string sql = """
            select f ->> 'name' from etl.run r cross join jsonb_array_elements(r.files) f
             where r.source_id = @sourceId and r.id <> @exceptRun and r.finished_at is null
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition(sql, new { sourceId, exceptRun }, cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Queued runs of the source, this run left out.</summary>
    public async Task<int> QueuedAsync(long sourceId, long exceptRun, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select count(*)::int from etl.run where source_id = @sourceId and id <> @exceptRun and status = 'queued'", new { sourceId, exceptRun }, cancellationToken: ct));
    }

    private static async Task<RunRecord?> FindAsync(NpgsqlConnection connection, long runId, CancellationToken ct)
    {
        const string sql = """
            select id, source_id, package_id, trigger, requested_by, correction, period::text as period, files::text as files, idempotency_key, kind, status,
                   base_v, compared_v, moves_current, published_v, cancel_requested, finished_at is not null as is_finished
              from etl.run where id = @runId
            """;
        var row = await connection.QuerySingleOrDefaultAsync<RunRow>(new CommandDefinition(sql, new { runId }, cancellationToken: ct));
        return row?.ToRecord();
    }

    private async Task WriteStepAsync(NpgsqlConnection connection, long runId, string step, string status, StepResult result, CancellationToken ct)
    {
        var log = result.Log.DeepClone().AsObject();
        (log["errors"], log["warnings"]) = (result.Errors, result.Warnings);
        if (result.EndsAs is not null)
            log[EndsAs] = result.EndsAs;
        await connection.ExecuteAsync(new CommandDefinition("""
            update etl.run_step
               set status = @status, rows_done = @Rows, input_hash = @InputHash, output_hash = @OutputHash, finished_at = @now, log = @log::jsonb
             where run_id = @runId and step = @step
            """, new { runId, step, status, result.Rows, result.InputHash, result.OutputHash, log = log.ToJsonString(), now = Now }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("delete from etl.issue where run_id = @runId and step = @step", new { runId, step }, cancellationToken: ct));
        if (result.Findings.Count == 0)
            return;
        const string sql = """
            insert into etl.issue (run_id, n, step, rule, severity, resource, file, line, col, header, value, expected, args)
            select @runId, (select coalesce(max(n), 0) from etl.issue where run_id = @runId) + f.i, @step,
                   f.rule, f.severity, f.resource, f.file, f.line, f."column", f.header, f.value, f.expected, f.args
              from jsonb_to_recordset(@findings::jsonb) as f
                   (i int, rule text, severity text, resource text, file text, line int, "column" int, header text, value text, expected text, args jsonb)
            """;
        var findings = JsonSerializer.Serialize(result.Findings.Select((f, i) => new
        {
            i = i + 1, f.Rule, f.Severity, f.Resource, f.File, f.Line, f.Column, f.Header, f.Value, f.Expected, f.Args,
        }), Json).Replace("\\u0000", "\\ufffd", StringComparison.Ordinal);   // PostgreSQL stores no U+0000
        await connection.ExecuteAsync(new CommandDefinition(sql, new { runId, step, findings }, cancellationToken: ct));
    }

    private static Task<int> WriteChangeAsync(NpgsqlConnection connection, long runId, StepResult result, CancellationToken ct)
    {
        const string sql = """
            update etl.run
               set period = coalesce(@period::date, period), files = coalesce(@files::jsonb, files), idempotency_key = coalesce(@IdempotencyKey, idempotency_key),
                   kind = coalesce(@Kind, kind), replaces_v = coalesce(@ReplacesVersion, replaces_v), base_v = coalesce(@BaseVersion, base_v),
                   compared_v = coalesce(@ComparedWith, compared_v), moves_current = coalesce(@MovesCurrent, moves_current),
                   counts = coalesce(@counts::jsonb, counts),
                   issues_error = (select coalesce(sum((log ->> 'errors')::int), 0) from etl.run_step where run_id = @runId),
                   issues_warning = (select coalesce(sum((log ->> 'warnings')::int), 0) from etl.run_step where run_id = @runId)
             where id = @runId
            """;
        var change = result.Change;
        return connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            runId,
            period = change.Period?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            files = change.Files is null ? null : JsonSerializer.Serialize(change.Files, Json),
            change.IdempotencyKey, change.Kind, change.ReplacesVersion, change.BaseVersion, change.ComparedWith, change.MovesCurrent,
            counts = change.Counts is null ? null : JsonSerializer.Serialize(change.Counts, Json),
        }, cancellationToken: ct));
    }

    private Task<int> AddFollowUpsAsync(NpgsqlConnection connection, RunRecord run, int count, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("""
            insert into etl.run (source_id, package_id, trigger, requested_by, correction, status, created_at)
            select @SourceId, @PackageId, 'follow-up', @RequestedBy, @Correction, 'queued', @now from generate_series(1, @count)
            """, new { run.SourceId, run.PackageId, run.RequestedBy, run.Correction, count, now = Now }, cancellationToken: ct));

    private sealed record RunRow
    {
        public long Id { get; init; }
        public long SourceId { get; init; }
        public Guid PackageId { get; init; }
        public string Trigger { get; init; } = "";
        public Guid? RequestedBy { get; init; }
        public bool Correction { get; init; }
        public string? Period { get; init; }
        public string Files { get; init; } = "[]";
        public byte[]? IdempotencyKey { get; init; }
        public string? Kind { get; init; }
        public string Status { get; init; } = "";
        public int? BaseV { get; init; }
        public int? ComparedV { get; init; }
        public bool? MovesCurrent { get; init; }
        public int? PublishedV { get; init; }
        public bool CancelRequested { get; init; }
        public bool IsFinished { get; init; }

        public RunRecord ToRecord() => new()
        {
            Id = Id,
            SourceId = SourceId,
            PackageId = PackageId,
            Trigger = Trigger,
            RequestedBy = RequestedBy,
            Correction = Correction,
            Period = Period is null ? null : DateOnly.ParseExact(Period, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            Files = JsonSerializer.Deserialize<List<RunFile>>(Files, Json)!,
            IdempotencyKey = IdempotencyKey,
            Kind = Kind,
            Status = Status,
            BaseVersion = BaseV,
            ComparedWith = ComparedV,
            MovesCurrent = MovesCurrent,
            PublishedVersion = PublishedV,
            CancelRequested = CancelRequested,
            IsFinished = IsFinished,
        };
    }
}
