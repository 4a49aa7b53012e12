using System.Text.Json;
using Dapper;
using Hangfire;
using Npgsql;

namespace OpenData.Core.Jobs;

/// <summary>The loads: asked for by the web program, carried out by the worker.</summary>
public sealed class LoadStore(Database.Database database, IBackgroundJobClient jobs, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private const string Columns = """
        id, resource_id, requested_by, ignore_hash, status, rows_done, encode(sha256, 'hex') as sha256, error::text as error, created_at, updated_at, finished_at
        """;

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
            await EnqueueAsync(connection, id, ct);
        return isNew;
    }

    /// <summary>The last load of a resource, or null.</summary>
    public async Task<Load?> FindLastAsync(Guid resourceId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"select {Columns} from etl.load where resource_id = @resourceId order by id desc limit 1", new { resourceId }, cancellationToken: ct)))?.ToLoad();
    }

    /// <summary>Begins a load, or goes on with one whose worker died. Null when it is over.</summary>
    public async Task<Load?> BeginAsync(long id, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"update etl.load set status = 'running', rows_done = 0, updated_at = @now where id = @id and finished_at is null returning {Columns}", new { id, now = Now }, cancellationToken: ct)))?.ToLoad();
    }

    /// <summary>Says how far it is.</summary>
    public async Task BeatAsync(long id, long rows, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update etl.load set rows_done = @rows, updated_at = @now where id = @id and finished_at is null", new { id, rows, now = Now }, cancellationToken: ct));
    }

    /// <summary>Ends it well, in the transaction that publishes; false when it is over already.</summary>
    public async Task<bool> CompleteAsync(NpgsqlConnection connection, long id, long? rows, string sha256, CancellationToken ct) => await connection.ExecuteAsync(new CommandDefinition(
        "update etl.load set status = 'complete', rows_done = @rows, sha256 = decode(@sha256, 'hex'), error = null, updated_at = @now, finished_at = @now where id = @id and finished_at is null",
        new { id, rows, sha256, now = Now }, cancellationToken: ct)) == 1;

    public async Task FailAsync(long id, LoadError error, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update etl.load set status = 'error', error = @error::jsonb, updated_at = @now, finished_at = @now where id = @id and finished_at is null",
            new { id, error = JsonSerializer.Serialize(error, Json), now = Now }, cancellationToken: ct));
    }

    /// <summary>After the end of a load: asks for the next, where the file changed meanwhile.</summary>
    public async Task FollowAsync(Load load, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        if (await connection.QuerySingleOrDefaultAsync<bool>(new CommandDefinition("update etl.load set again = false where id = @Id and again returning true", new { load.Id }, cancellationToken: ct)))
            await QueueAsync(load.ResourceId, load.RequestedBy, load.IgnoreHash, ct);
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

    /// <summary>Asks again for loads that nobody works on: their worker died, or the job was lost.</summary>
    public async Task ReviveAsync(TimeSpan silence, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var idle = await connection.QueryAsync<long>(new CommandDefinition(
            "update etl.load set updated_at = @now where finished_at is null and updated_at < @before returning id", new { now = Now, before = Now - silence }, cancellationToken: ct));
        foreach (var id in idle)
            await EnqueueAsync(connection, id, ct);
    }

    private DateTimeOffset Now => Clock.Microseconds(clock.GetUtcNow());

    private async Task EnqueueAsync(NpgsqlConnection connection, long id, CancellationToken ct)
    {
        var jobId = jobs.Enqueue<IRunLoad>(Queues.Interactive, job => job.RunAsync(id, CancellationToken.None));
        await connection.ExecuteAsync(new CommandDefinition("update etl.load set hangfire_job_id = @jobId where id = @id", new { id, jobId }, cancellationToken: ct));
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public Guid ResourceId { get; init; }
        public Guid? RequestedBy { get; init; }
        public bool IgnoreHash { get; init; }
        public string Status { get; init; } = "";
        public long? RowsDone { get; init; }
        public string? Sha256 { get; init; }
        public string? Error { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset UpdatedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }

        public Load ToLoad() => new()
        {
            Id = Id, ResourceId = ResourceId, RequestedBy = RequestedBy, IgnoreHash = IgnoreHash, Status = Status, RowsDone = RowsDone, Sha256 = Sha256,
            Error = Error is null ? null : JsonSerializer.Deserialize<LoadError>(Error, Json), CreatedAt = CreatedAt, UpdatedAt = UpdatedAt, FinishedAt = FinishedAt,
        };
    }
}
