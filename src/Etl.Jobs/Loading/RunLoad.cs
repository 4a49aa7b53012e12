using Dapper;
using Etl.Jobs.Fetching;
using Etl.Jobs.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Loading;

/// <summary>One load (contract 3.8): the file of a resource becomes its table, which is one version of the dataset. What fails leaves the resource as it was.</summary>
internal sealed partial class RunLoad(
    Database database, LoadStore loads, LoadFiles files, BlobStore blobs, IOptions<EtlOptions> options, IOptions<JobOptions> jobs, TimeProvider clock, ILogger<RunLoad> logger) : IRunLoad
{
    /// <summary>Starts of one load. A file on which a worker died so often is left alone.</summary>
    private const int MostStarts = 3;

    public async Task RunAsync(long loadId, CancellationToken ct)
    {
        if (await loads.BeginAsync(loadId, TimeSpan.FromSeconds(jobs.Value.InvisibilitySeconds), ct) is not { } load)
            return;
        if (load.Attempt > MostStarts)
        {
            await loads.FailAsync(load, new LoadError("load.lost", Value: Number(MostStarts)), ct);
            return;
        }

        try
        {
            await using var heart = new LoadHeart(loads, load, clock, ct);
            await TryAsync(load, heart);
        }
        catch (OperationCanceledException)   // the program stops, or another worker has it
        {
            await loads.ReleaseAsync(load, CancellationToken.None);
            throw;
        }

        await loads.FollowAsync(ct);
    }

    private async Task TryAsync(Load load, LoadHeart heart)
    {
        var ct = heart.Lost;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await LoadAsync(load, heart, ct);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && Transient.Is(e) && attempt < options.Value.Attempts)
            {
                LogLost(e.GetType().Name, load.Id, attempt);
                await Task.Delay(Transient.Delay(attempt, options.Value.RetryMilliseconds, (e as FetchException)?.RetryAfter), clock, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)   // the edge of this job: whoever asked is told, and nothing was written
            {
                var error = LoadErrors.Of(e);
                if (error is null)
                    LogBug(e, load.Id);
                await loads.FailAsync(load, error ?? new LoadError("load.internal", Value: e.GetType().Name), ct);
                return;
            }
        }
    }

    private async Task LoadAsync(Load load, LoadHeart heart, CancellationToken ct)
    {
        await loads.NoteAsync(load, "load.log.begin", Number(load.Attempt), ct);
        var file = await files.GetAsync(load.ResourceId, ct);
        if (!load.IgnoreHash && await loads.LastHashAsync(load.ResourceId, ct) == file.Sha256)
        {
            await loads.NoteAsync(load, "load.log.same", null, ct);
            heart.IsEnding = true;
            await using var connection = await database.Write.OpenConnectionAsync(ct);
            await loads.CompleteAsync(connection, load, rows: null, file.Sha256, ct);
            return;
        }

        await loads.NoteAsync(load, "load.log.file", file.Sha256, ct);
        var table = await TypedTable.ReadAsync(blobs, file, ct);
        await loads.NoteAsync(load, "load.log.table", $"{table.Description}: {string.Join(", ", table.Fields.Take(50).Select(field => $"{field.Id} {field.Type}"))}", ct);
        await using var target = await TableLoad.BeginAsync(database, load.ResourceId, table.Fields, ct);
        await table.SendAsync(target, heart, ct);
        await target.PublishAsync(load.RequestedBy, OpenData.Core.Clock.Microseconds(clock.GetUtcNow()), connection => EndAsync(connection, load, heart, file, ct), ct);
    }

    /// <summary>What CKAN's loaders write to the resource, and the end of the load, become true with the version.</summary>
    private async Task EndAsync(NpgsqlConnection connection, Load load, LoadHeart heart, LoadFile file, CancellationToken ct)
    {
        const string sql = """
            update catalog.resource set hash = @Md5, extras = extras || '{"datastore_contains_all_records_of_source_file": true}' where id = @ResourceId
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { file.Md5, load.ResourceId }, cancellationToken: ct));
        heart.IsEnding = true;
        if (!await loads.CompleteAsync(connection, load, heart.Rows, file.Sha256, ct))
            throw new OperationCanceledException($"Load {load.Id} was taken over");
    }

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Warning, "{Fault} in load {LoadId}, attempt {Attempt}")]
    private partial void LogLost(string fault, long loadId, int attempt);

    [LoggerMessage(LogLevel.Error, "Load {LoadId} failed")]
    private partial void LogBug(Exception e, long loadId);
}
