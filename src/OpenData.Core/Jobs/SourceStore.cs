using System.Text.Json.Nodes;
using Dapper;
using Hangfire;
using Hangfire.Storage;

namespace OpenData.Core.Jobs;

/// <summary>A place that a dataset's files come from, and when.</summary>
public sealed record Source
{
    public required long Id { get; init; }

    public required Guid PackageId { get; init; }

    public required string PackageName { get; init; }

    /// <summary>Name within its dataset, such as <c>folder</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>folder</c> or <c>http</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Path or addresses, as registered.</summary>
    public required JsonObject Config { get; init; }

    /// <summary>Five fields: minute, hour, day of month, month, day of week.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA name of the zone that <see cref="Cron"/> is read in.</summary>
    public required string TimeZone { get; init; }

    public required bool Enabled { get; init; }

    public DateTimeOffset? LastCheckedAt { get; init; }

    /// <summary>The last run that published or found nothing new.</summary>
    public long? LastOkRun { get; init; }

    /// <summary>When its schedule looks at it next; null when it is disabled or the worker has not planned it yet.</summary>
    public DateTimeOffset? NextDue { get; init; }
}

/// <summary>Reads the sources and their schedules.</summary>
public sealed class SourceStore(Database.Database database, JobStorage storage)
{
    private const string Columns = """
        s.id, s.package_id, p.name as package_name, s.name, s.kind, s.config::text as config, s.cron, s.timezone, s.enabled, s.last_checked_at, s.last_ok_run
        """;

    /// <summary>Name of the source's recurring job.</summary>
    public static string RecurringJobId(long sourceId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"source-{sourceId}");

    /// <summary>All sources by dataset and name; false leaves out those of private, draft and deleted datasets.</summary>
    public async Task<IReadOnlyList<Source>> ListAsync(bool includePrivate, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from etl.source s join catalog.package p on p.id = s.package_id
             where @includePrivate or (p.state = 'active' and not p.private)
             order by p.name, s.id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<SourceRow>(new CommandDefinition(sql, new { includePrivate }, cancellationToken: ct))).ToList();
        using var hangfire = storage.GetConnection();
        var planned = hangfire.GetRecurringJobs(rows.Select(row => RecurringJobId(row.Id))).ToDictionary(job => job.Id, StringComparer.Ordinal);
        return [.. rows.Select(row => row.ToSource(planned[RecurringJobId(row.Id)].NextExecution))];
    }

    /// <summary>The source of that id, or the first source of the dataset of that name or id; null when there is none.</summary>
    public async Task<Source?> FindAsync(string idOrDataset, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from etl.source s join catalog.package p on p.id = s.package_id
             where s.id::text = @idOrDataset or p.name = @idOrDataset or p.id::text = @idOrDataset
             order by s.id::text = @idOrDataset desc, s.enabled desc, s.id limit 1
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<SourceRow>(new CommandDefinition(sql, new { idOrDataset }, cancellationToken: ct));
        if (row is null)
            return null;
        using var hangfire = storage.GetConnection();
        return row.ToSource(hangfire.GetRecurringJobs([RecurringJobId(row.Id)])[0].NextExecution);
    }

    private sealed record SourceRow
    {
        public long Id { get; init; }
        public Guid PackageId { get; init; }
        public string PackageName { get; init; } = "";
        public string Name { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Config { get; init; } = "{}";
        public string Cron { get; init; } = "";
        public string Timezone { get; init; } = "";
        public bool Enabled { get; init; }
        public DateTime? LastCheckedAt { get; init; }
        public long? LastOkRun { get; init; }

        public Source ToSource(DateTime? nextDue) => new()
        {
            Id = Id,
            PackageId = PackageId,
            PackageName = PackageName,
            Name = Name,
            Kind = Kind,
            Config = JsonNode.Parse(Config)!.AsObject(),
            Cron = Cron,
            TimeZone = Timezone,
            Enabled = Enabled,
            LastCheckedAt = LastCheckedAt,
            LastOkRun = LastOkRun,
            NextDue = nextDue is { } due ? DateTime.SpecifyKind(due, DateTimeKind.Utc) : null,
        };
    }
}
