using System.Globalization;
using Dapper;
using OpenData.Core.Jobs;

namespace OpenData.Core.Admin;

/// <summary>A job that waits: for us a run of a source that has not begun. The id is the run's number.</summary>
public sealed record QueuedJob
{
    public required string Id { get; init; }
    public required string Title { get; init; }

    /// <summary>UTC, whole seconds (contract 2.8).</summary>
    public required string Created { get; init; }
    public required string Queue { get; init; }
}

/// <summary>What CKAN's job actions tell of: the runs that wait. Not Hangfire's own list: the table of runs is the truth about what will be done.</summary>
public sealed class QueuedJobs(Database.Database database, RunRequests requests)
{
    private const string Select = """
        select r.id, p.name as package, s.name as source, r.created_at, r.trigger
          from etl.run r join etl.source s on s.id = r.source_id join catalog.package p on p.id = r.package_id
         where r.status = 'queued'
        """;

    /// <summary>Oldest first. <paramref name="queues"/> null = of all queues.</summary>
    public async Task<IReadOnlyList<QueuedJob>> ListAsync(IReadOnlyList<string>? queues, int limit, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Select} order by r.id", cancellationToken: ct));
        return [.. rows.Select(row => row.ToJob()).Where(job => queues is null || queues.Contains(job.Queue)).Take(limit)];
    }

    /// <summary>The waiting job of that id, or null.</summary>
    public async Task<QueuedJob?> FindAsync(string id, CancellationToken ct)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var run))
            return null;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Select} and r.id = @run", new { run }, cancellationToken: ct)))?.ToJob();
    }

    /// <summary>Cancels a waiting job.</summary>
    public Task CancelAsync(QueuedJob job, CancellationToken ct) => requests.CancelAsync(long.Parse(job.Id, CultureInfo.InvariantCulture), ct);

    /// <summary>Cancels all that wait in those queues; null = in all.</summary>
    /// <returns>Names of the queues that were cleared.</returns>
    public async Task<IReadOnlyList<string>> ClearAsync(IReadOnlyList<string>? queues, CancellationToken ct)
    {
        foreach (var job in await ListAsync(queues, int.MaxValue, ct))
            await CancelAsync(job, ct);
        return [.. Queues.All.Where(queue => queues is null || queues.Contains(queue))];
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public string Package { get; init; } = "";
        public string Source { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public string Trigger { get; init; } = "";

        public QueuedJob ToJob() => new()
        {
            Id = Id.ToString(CultureInfo.InvariantCulture), Title = $"{Package}: {Source}",
            Created = CreatedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture), Queue = RunRequests.QueueOf(Trigger),
        };
    }
}
