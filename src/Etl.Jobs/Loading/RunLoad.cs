using System.Globalization;
using Budget.Importers.Tables;
using Etl.Jobs.Fetching;
using Etl.Jobs.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace Etl.Jobs.Loading;

/// <summary>
/// One load (contract 3.8): the file is read twice as a stream, once to know the types of its columns and once to send its rows, and becomes one version. What fails
/// leaves the resource as it was.
/// </summary>
internal sealed partial class RunLoad(Database database, LoadStore loads, LoadFile files, BlobStore blobs, IOptions<EtlOptions> options, TimeProvider clock, ILogger<RunLoad> logger) : IRunLoad
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    public async Task RunAsync(long loadId, CancellationToken ct)
    {
        if (await loads.BeginAsync(loadId, ct) is not { } load)
            return;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await LoadAsync(load, ct);
                break;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && Transient.Is(e) && attempt < options.Value.Attempts)
            {
                LogLost(e.GetType().Name, loadId, attempt);
                await Task.Delay(Transient.Delay(attempt, options.Value.RetryMilliseconds, (e as FetchException)?.RetryAfter), clock, ct);
            }
            catch (Exception e) when (Error(e) is { } error)
            {
                await loads.FailAsync(loadId, error, ct);
                break;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)   // the edge of this job: whoever asked is told, and nothing was written
            {
                LogBug(e, loadId);
                await loads.FailAsync(loadId, new LoadError("load.internal", Value: e.GetType().Name), ct);
                break;
            }
        }

        await loads.FollowAsync(load, ct);
    }

    private async Task LoadAsync(Load load, CancellationToken ct)
    {
        var sha256 = await files.GetAsync(load.ResourceId, ct);
        if (!load.IgnoreHash && await loads.LastHashAsync(load.ResourceId, ct) == sha256)
        {
            await using var connection = await database.Write.OpenConnectionAsync(ct);
            await loads.CompleteAsync(connection, load.Id, rows: null, sha256, ct);
            return;
        }

        var last = clock.GetTimestamp();
        var fields = new List<Field>();
        var guesses = new List<ColumnGuess>();
        await using (var file = blobs.OpenRead(sha256))
        {
            var table = await TableReader.OpenAsync(file, ct);
            guesses.AddRange(table.Header.Select(_ => new ColumnGuess()));
            while (await table.ReadAsync(ct))
            {
                for (var c = 0; c < guesses.Count; c++)
                    guesses[c].Look(table[c]);
                if (clock.GetElapsedTime(last) > Beat)
                {
                    await loads.BeatAsync(load.Id, 0, ct);
                    last = clock.GetTimestamp();
                }
            }

            fields.AddRange(table.Header.Zip(guesses, (name, guess) => new Field { Id = name, Type = guess.Type }));
        }

        await using var source = blobs.OpenRead(sha256);
        var rows = await TableReader.OpenAsync(source, ct);
        await using var target = await TableLoad.BeginAsync(database, load.ResourceId, fields, ct);
        while (await rows.ReadAsync(ct))
        {
            Send(rows, guesses, target);
            await target.EndRowAsync(ct);
            if (clock.GetElapsedTime(last) > Beat)
            {
                await loads.BeatAsync(load.Id, target.Count, ct);
                last = clock.GetTimestamp();
            }
        }

        await target.PublishAsync(load.RequestedBy, OpenData.Core.Clock.Microseconds(clock.GetUtcNow()), async connection =>
        {
            if (!await loads.CompleteAsync(connection, load.Id, target.Count, sha256, ct))
                throw new ConflictException($"Load {load.Id} is over already");
        }, ct);
    }

    private static void Send(TableReader rows, List<ColumnGuess> guesses, TableLoad target)
    {
        Span<char> buffer = stackalloc char[512];   // of what is rewritten nothing is longer
        for (var c = 0; c < guesses.Count; c++)
        {
            var value = guesses[c].Value(rows[c], buffer, out var isNull);
            if (isNull)
                target.AddNull();
            else if (value.Contains('\0'))
                throw new TableException("load.nul", rows.Line, c + 1);
            else
                target.Add(value);
        }
    }

    /// <summary>What is wrong with the file or the resource; null for anything else, which is a bug.</summary>
    private static LoadError? Error(Exception e) => e switch
    {
        TableException fault => new LoadError(fault.Rule, fault.Row, fault.Column, Value: fault.Value),
        LoadRefused refused => refused.Error,
        FetchException fetch => new LoadError("load.fetch", Value: string.Create(CultureInfo.InvariantCulture, $"{fetch.Finding.File}: {fetch.Finding.Value}")),
        NotFoundException => new LoadError("load.gone"),
        ValidationException => new LoadError("load.fed"),
        Npgsql.PostgresException { SqlState: ['2', '2', ..] or ['5', '4', ..] } postgres => new LoadError("load.database", Value: postgres.MessageText),
        _ => null,
    };

    [LoggerMessage(LogLevel.Warning, "{Fault} in load {LoadId}, attempt {Attempt}")]
    private partial void LogLost(string fault, long loadId, int attempt);

    [LoggerMessage(LogLevel.Error, "Load {LoadId} failed")]
    private partial void LogBug(Exception e, long loadId);
}
