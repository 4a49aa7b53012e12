using Budget.Importers.Mapping;
using Dapper;
using Etl.Jobs.Fetching;
using OpenData.Core.Database;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>A schedule's look at a source. A drop folder makes a run only when something is due in it; an address always, because only asking tells.</summary>
internal sealed class CheckSource(Database database, RunLog runs, RunRequests requests, FolderFetcher folder, TimeProvider clock) : ICheckSource
{
    public async Task RunAsync(long sourceId, CancellationToken ct)
    {
        const string sql = """
            update etl.source s set last_checked_at = @now where id = @sourceId
            returning name, mapping::text as mapping, state::text as state
            """;
        (string Name, string Mapping, string State)? found;
        await using (var connection = await database.Write.OpenConnectionAsync(ct))
        {
            found = await connection.QuerySingleOrDefaultAsync<(string, string, string)?>(new CommandDefinition(
                sql, new { sourceId, now = OpenData.Core.Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
        }

        if (found is not { } row)
            return;
        var mapping = DatasetMapping.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(row.Mapping)));
        var source = SourceNames.Of(mapping).Single(source => source.Name == row.Name).Source;
        if (source is FolderSource drop)
        {
            var taken = await runs.TakenPathsAsync(sourceId, 0, ct);
            var reported = SourceState.Parse(row.State).Reported.ToHashSet(StringComparer.Ordinal);
            if ((await folder.ChooseAsync(drop, mapping, reported, taken, ct)).Due.Count == 0)
                return;
        }

        await requests.StartUnlessQueuedAsync(new NewRun { SourceId = sourceId, Trigger = "schedule" }, ct);
    }
}
