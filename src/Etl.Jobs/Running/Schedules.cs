using Dapper;
using Hangfire;
using Hangfire.Storage;
using OpenData.Core.Database;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>One recurring job for each enabled source, by the cron line and zone of its mapping; none for the others. <c>etl.source</c> says what should be.</summary>
internal sealed class Schedules(Database database, JobStorage storage, IRecurringJobManager recurring)
{
    public async Task ApplyAsync(CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var wanted = (await connection.QueryAsync<(long Id, string Cron, string TimeZone)>(new CommandDefinition(
            "select s.id, s.cron, s.timezone from etl.source s join catalog.package p on p.id = s.package_id where s.enabled and p.state = 'active'", cancellationToken: ct)))
            .ToDictionary(source => SourceStore.RecurringJobId(source.Id), StringComparer.Ordinal);
        using var hangfire = storage.GetConnection();
        var present = hangfire.GetRecurringJobs().ToDictionary(job => job.Id, StringComparer.Ordinal);

        foreach (var id in present.Keys.Where(id => id.StartsWith("source-", StringComparison.Ordinal) && !wanted.ContainsKey(id)))
            recurring.RemoveIfExists(id);
        foreach (var (id, source) in wanted)
        {
            if (present.GetValueOrDefault(id) is { } job && job.Cron == source.Cron && job.TimeZoneId == source.TimeZone)
                continue;
            var zone = TimeZoneInfo.FindSystemTimeZoneById(source.TimeZone);
            recurring.AddOrUpdate<ICheckSource>(
                id, Queues.Scheduled, check => check.RunAsync(source.Id, CancellationToken.None), source.Cron, new RecurringJobOptions { TimeZone = zone });
        }
    }
}
