using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace OpenData.Core.Jobs;

/// <summary>Which runs to list, newest first.</summary>
public sealed record RunQuery
{
    /// <summary>Most runs that one call returns.</summary>
    public const int MostRuns = 1_000;

    public Guid? PackageId { get; init; }

    public long? SourceId { get; init; }

    /// <summary>Only runs of this status.</summary>
    public string? Status { get; init; }

    /// <summary>False leaves out the runs of private, draft and deleted datasets.</summary>
    public required bool IncludePrivate { get; init; }

    public int Limit { get; init; } = 20;

    public int Offset { get; init; }
}

/// <summary>Reads what ran. Writing is the worker's alone, besides <see cref="RunRequests"/>.</summary>
public sealed class RunStore(Database.Database database)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private const string Columns = """
        r.id, r.source_id, r.package_id, p.name as package_name, r.trigger, r.correction, r.period::text as period, r.status, r.step, r.base_v, r.published_v,
        r.counts::text as counts, r.issues_error, r.issues_warning, r.reason, r.created_at, r.started_at, r.finished_at, r.files::text as files
        """;

    private const string Where = """
        (@PackageId::uuid is null or r.package_id = @PackageId) and (@SourceId::bigint is null or r.source_id = @SourceId)
          and (@Status::text is null or r.status = @Status) and (@IncludePrivate or (p.state = 'active' and not p.private))
        """;

    /// <summary>Runs without steps and findings, newest first, at most <see cref="RunQuery.MostRuns"/>.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(RunQuery query, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns}
              from etl.run r join catalog.package p on p.id = r.package_id
             where {Where}
             order by r.id desc limit @Most offset @Offset
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<RunRow>(new CommandDefinition(sql, new
        {
            query.PackageId, query.SourceId, query.Status, query.IncludePrivate, Most = Math.Min(query.Limit, RunQuery.MostRuns), query.Offset,
        }, cancellationToken: ct));
        return [.. rows.Select(row => row.ToRun([], []))];
    }

    /// <summary>How many runs <see cref="ListAsync"/> would list without limit and offset.</summary>
    public async Task<long> CountAsync(RunQuery query, CancellationToken ct)
    {
        const string sql = $"select count(*) from etl.run r join catalog.package p on p.id = r.package_id where {Where}";
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<long>(new CommandDefinition(sql, query, cancellationToken: ct));
    }

    /// <summary>One run with its steps and findings, or null.</summary>
    public async Task<Run?> FindAsync(long id, CancellationToken ct)
    {
        const string run = $"select {Columns} from etl.run r join catalog.package p on p.id = r.package_id where r.id = @id";
        const string steps = """
            select step, attempt, status, rows_done, input_hash, output_hash, started_at, finished_at, log::text as log
              from etl.run_step where run_id = @id order by position
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var head = await connection.QuerySingleOrDefaultAsync<RunRow>(new CommandDefinition(run, new { id }, cancellationToken: ct));
        if (head is null)
            return null;
        var parts = await connection.QueryAsync<StepRow>(new CommandDefinition(steps, new { id }, cancellationToken: ct));
        return head.ToRun([.. parts.Select(part => part.ToStep())], await FindingsAsync(connection, id, ct));
    }

    /// <summary>The findings of a run in the order found: the first 1,000 of each step.</summary>
    public async Task<IReadOnlyList<RunFinding>> FindingsAsync(long id, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await FindingsAsync(connection, id, ct);
    }

    private static async Task<IReadOnlyList<RunFinding>> FindingsAsync(NpgsqlConnection connection, long id, CancellationToken ct)
    {
        const string sql = """
            select rule, severity, resource, file, line, col, header, value, expected, args::text as args
              from etl.issue where run_id = @id order by n
            """;
        var rows = await connection.QueryAsync<FindingRow>(new CommandDefinition(sql, new { id }, cancellationToken: ct));
        return [.. rows.Select(row => row.ToFinding())];
    }

    private sealed record RunRow
    {
        public long Id { get; init; }
        public long SourceId { get; init; }
        public Guid PackageId { get; init; }
        public string PackageName { get; init; } = "";
        public string Trigger { get; init; } = "";
        public bool Correction { get; init; }
        public string? Period { get; init; }
        public string Status { get; init; } = "";
        public string? Step { get; init; }
        public int? BaseV { get; init; }
        public int? PublishedV { get; init; }
        public string Counts { get; init; } = "{}";
        public int IssuesError { get; init; }
        public int IssuesWarning { get; init; }
        public string? Reason { get; init; }
        public DateTime CreatedAt { get; init; }
        public DateTime? StartedAt { get; init; }
        public DateTime? FinishedAt { get; init; }
        public string Files { get; init; } = "[]";

        public Run ToRun(IReadOnlyList<RunStep> steps, IReadOnlyList<RunFinding> findings) => new()
        {
            Id = Id,
            SourceId = SourceId,
            PackageId = PackageId,
            PackageName = PackageName,
            Trigger = Trigger,
            Correction = Correction,
            Period = Period is null ? null : DateOnly.ParseExact(Period, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            Status = Status,
            Step = Step,
            BaseVersion = BaseV,
            PublishedVersion = PublishedV,
            Counts = JsonSerializer.Deserialize<Dictionary<string, RunCounts>>(Counts, Json)!,
            Errors = IssuesError,
            Warnings = IssuesWarning,
            Reason = Reason,
            CreatedAt = CreatedAt,
            StartedAt = StartedAt,
            FinishedAt = FinishedAt,
            Files = JsonSerializer.Deserialize<List<RunFile>>(Files, Json)!,
            Steps = steps,
            Findings = findings,
        };
    }

    private sealed record StepRow
    {
        public string Step { get; init; } = "";
        public int Attempt { get; init; }
        public string Status { get; init; } = "";
        public long? RowsDone { get; init; }
        public byte[]? InputHash { get; init; }
        public byte[]? OutputHash { get; init; }
        public DateTime StartedAt { get; init; }
        public DateTime? FinishedAt { get; init; }
        public string Log { get; init; } = "{}";

        public RunStep ToStep() => new()
        {
            Step = Step,
            Attempt = Attempt,
            Status = Status,
            Rows = RowsDone,
            InputHash = InputHash is null ? null : Convert.ToHexStringLower(InputHash),
            OutputHash = OutputHash is null ? null : Convert.ToHexStringLower(OutputHash),
            StartedAt = StartedAt,
            FinishedAt = FinishedAt,
            Log = JsonNode.Parse(Log)!.AsObject(),
        };
    }

    private sealed record FindingRow
    {
        public string Rule { get; init; } = "";
        public string Severity { get; init; } = "";
        public string? Resource { get; init; }
        public string? File { get; init; }
        public int? Line { get; init; }
        public int? Col { get; init; }
        public string? Header { get; init; }
        public string? Value { get; init; }
        public string? Expected { get; init; }
        public string Args { get; init; } = "{}";

        public RunFinding ToFinding() => new()
        {
            Rule = Rule,
            Severity = Severity,
            Resource = Resource,
            File = File,
            Line = Line,
            Column = Col,
            Header = Header,
            Value = Value,
            Expected = Expected,
            Args = JsonSerializer.Deserialize<Dictionary<string, string>>(Args)!,
        };
    }
}
