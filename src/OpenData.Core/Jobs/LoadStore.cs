using System.Text.Json;
using Dapper;
using Hangfire;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Jobs;

/// <summary>The loads: asked for by the web program, carried out by the worker.</summary>
public sealed class LoadStore(Database.Database database, IBackgroundJobClient jobs, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private const string Columns = """
        id, resource_id, requested_by, ignore_hash, status, attempt, rows_done, encode(sha256, 'hex') as sha256, error::text as error, log::text as log, created_at, updated_at, finished_at
        """;

    /// <summary>Why a resource cannot be loaded, to be thrown before anybody waits for it: a source feeds its table, or it has no file. Null: it can be tried.</summary>
    public async Task<ValidationException?> RefusalAsync(Guid resourceId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var (url, urlType, isFed) = await connection.QuerySingleOrDefaultAsync<(string, string?, bool)>(new CommandDefinition(
            "select url, url_type, table_no is not null from catalog.resource where id = @resourceId", new { resourceId }, cancellationToken: ct));
        if (isFed)
            return new ValidationException("read-only", "The data of this resource comes from a source and cannot be replaced by a file");
        return urlType == "datastore" || string.IsNullOrEmpty(url) ? new ValidationException("resource_id", "The resource has no file and no address to load from") : null;
    }

    /// <summary>Asks for a load. False where one is open: a waiting one will see the same file, a running one is followed by another.</summary>
    public async Task<bool> QueueAsync(Guid resourceId, Guid? requestedBy, bool ignoreHash, CancellationToken ct)
    {
        const string sql = """
            insert into etl.load (resource_id, requested_by, ignore_hash, status, created_at, updated_at) values (@resourceId, @requestedBy, @ignoreHash, 'pending', @now, @now)
            on conflict (resource_id) where finished_at is null do update set again = load.status = 'running', ignore_hash = load.ignore_hash or excluded.ignore_hash
            returning id, xmax = 0
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var (id, isNew) = await connection.QuerySingleAsync<(long, bool)>(new CommandDefinition(
            sql, new { resourceId, requestedBy, ignoreHash, now = Now }, cancellationToken: ct));
        if (isNew)
            await EnqueueAsync(id, ct);
        return isNew;
    }

    /// <summary>The last load of a resource, or null.</summary>
    public async Task<Load?> FindLastAsync(Guid resourceId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"select {Columns} from etl.load where resource_id = @resourceId order by id desc limit 1", new { resourceId }, cancellationToken: ct)))?.ToLoad();
    }

    /// <summary>Begins a load, or takes over one whose worker has been silent. Null when it is over or somebody works on it.</summary>
    public async Task<Load?> BeginAsync(long id, TimeSpan silence, CancellationToken ct)
    {
        const string sql = $"""
            update etl.load set status = 'running', attempt = attempt + 1, rows_done = 0, updated_at = @now
             where id = @id and finished_at is null and (status = 'pending' or updated_at < @before) returning {Columns}
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(sql, new { id, now = Now, before = Now - silence }, cancellationToken: ct)))?.ToLoad();
    }

    /// <summary>Says how far it is. False: another worker has it, or it is over.</summary>
    public async Task<bool> BeatAsync(Load load, long rows, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            $"update etl.load set rows_done = @rows, updated_at = @now where {Mine}", new { load.Id, load.Attempt, rows, now = Now }, cancellationToken: ct)) == 1;
    }

    /// <summary>Adds a line to the log.</summary>
    public async Task NoteAsync(Load load, string rule, string? value, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition($"update etl.load set log = log || @note::jsonb where {Mine}",
            new { load.Id, load.Attempt, note = JsonSerializer.Serialize(new LoadNote(Now, rule, value), Json) }, cancellationToken: ct));
    }

    /// <summary>Ends it well, in the transaction that publishes; false when it is another worker's, or over.</summary>
    public async Task<bool> CompleteAsync(NpgsqlConnection connection, Load load, long? rows, string sha256, CancellationToken ct) => await connection.ExecuteAsync(new CommandDefinition(
        $"update etl.load set status = 'complete', rows_done = @rows, sha256 = decode(@sha256, 'hex'), error = null, updated_at = @now, finished_at = @now where {Mine}",
        new { load.Id, load.Attempt, rows, sha256, now = Now }, cancellationToken: ct)) == 1;

    /// <summary>Ends it badly.</summary>
    public async Task FailAsync(Load load, LoadError error, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            $"update etl.load set status = 'error', error = @error::jsonb, updated_at = @now, finished_at = @now where {Mine}",
            new { load.Id, load.Attempt, error = JsonSerializer.Serialize(error, Json), now = Now }, cancellationToken: ct));
    }

    /// <summary>Gives it back: this worker stops.</summary>
    public async Task ReleaseAsync(Load load, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition($"update etl.load set status = 'pending', updated_at = @now where {Mine}", new { load.Id, load.Attempt, now = Now }, cancellationToken: ct));
    }

    /// <summary>Asks for the loads that were asked for again while they were running.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        // One statement: a worker that dies has asked for all of them or has left the wish where it was. One that dies behind it leaves a load without a job, which the sweeper finds.
        const string sql = """
            with wish as (update etl.load set again = false where again and finished_at is not null returning id, resource_id, requested_by, ignore_hash)
            insert into etl.load (resource_id, requested_by, ignore_hash, status, created_at, updated_at)
            select resource_id, (array_agg(requested_by order by id desc))[1], bool_or(ignore_hash), 'pending', @now, @now from wish group by resource_id
            on conflict (resource_id) where finished_at is null do update set again = load.status = 'running', ignore_hash = load.ignore_hash or excluded.ignore_hash
            returning id, xmax = 0
            """;
        IEnumerable<(long Id, bool IsNew)> asked;
        await using (var connection = await database.Write.OpenConnectionAsync(ct))
            asked = await connection.QueryAsync<(long, bool)>(new CommandDefinition(sql, new { now = Now }, cancellationToken: ct));
        foreach (var (id, _) in asked.Where(load => load.IsNew))
            await EnqueueAsync(id, ct);
    }

    /// <summary>Forgets loads that were over before that time, except each resource's last one and the last that went well: the one is shown, of the other the file is known. Returns how many.</summary>
    public async Task<int> PruneAsync(DateTimeOffset before, CancellationToken ct)
    {
        const string sql = """
            delete from etl.load l
             where l.finished_at < @before and not l.again
               and exists (select 1 from etl.load n where n.resource_id = l.resource_id and n.id > l.id)
               and (l.status <> 'complete' or exists (select 1 from etl.load n where n.resource_id = l.resource_id and n.id > l.id and n.status = 'complete'))
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, new { before }, commandTimeout: 0, cancellationToken: ct));
    }

    /// <summary>The bytes of the last file that was loaded well, if the table is still the one that was made of it: hex, or null.</summary>
    public async Task<string?> LastHashAsync(Guid resourceId, CancellationToken ct)
    {
        const string sql = """
            select encode(l.sha256, 'hex') from etl.load l
             where l.resource_id = @resourceId and l.status = 'complete'
               and (select rv.table_no is not null from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id join catalog.package p on p.id = r.package_id
                     where rv.resource_id = @resourceId and rv.v <= p.current_version order by rv.v desc limit 1)
             order by l.id desc limit 1
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(sql, new { resourceId }, cancellationToken: ct));
    }

    /// <summary>Loads that nobody works on, with the job that was to do it: their worker died, or the job was lost.</summary>
    public async Task<IReadOnlyList<(long Id, string? JobId)>> IdleAsync(TimeSpan silence, CancellationToken ct)
    {
        const string sql = """
            select id, hangfire_job_id from etl.load
             where finished_at is null and updated_at < case status when 'running' then @before else @justNow end order by id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<(long, string?)>(new CommandDefinition(sql, new { before = Now - silence, justNow = Now.AddSeconds(-1) }, cancellationToken: ct))];
    }

    /// <summary>Asks for a load that exists. Harmless when it was asked for already.</summary>
    public async Task EnqueueAsync(long id, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var jobId = jobs.Enqueue<IRunLoad>(Queues.Interactive, job => job.RunAsync(id, CancellationToken.None));
        await connection.ExecuteAsync(new CommandDefinition("update etl.load set hangfire_job_id = @jobId where id = @id", new { id, jobId }, cancellationToken: ct));
    }

    /// <summary>The load, as long as the start that knows it is the last one.</summary>
    private const string Mine = "id = @Id and attempt = @Attempt and finished_at is null";

    private DateTimeOffset Now => Clock.Microseconds(clock.GetUtcNow());

    private sealed record Row
    {
        public long Id { get; init; }
        public Guid ResourceId { get; init; }
        public Guid? RequestedBy { get; init; }
        public bool IgnoreHash { get; init; }
        public string Status { get; init; } = "";
        public int Attempt { get; init; }
        public long? RowsDone { get; init; }
        public string? Sha256 { get; init; }
        public string? Error { get; init; }
        public string Log { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset UpdatedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }

        public Load ToLoad() => new()
        {
            Id = Id, ResourceId = ResourceId, RequestedBy = RequestedBy, IgnoreHash = IgnoreHash, Status = Status, Attempt = Attempt, RowsDone = RowsDone, Sha256 = Sha256,
            Error = Error is null ? null : JsonSerializer.Deserialize<LoadError>(Error, Json), Log = JsonSerializer.Deserialize<List<LoadNote>>(Log, Json)!,
            CreatedAt = CreatedAt, UpdatedAt = UpdatedAt, FinishedAt = FinishedAt,
        };
    }
}
