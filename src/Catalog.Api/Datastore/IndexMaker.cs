using Npgsql;
using OpenData.Core.Datastore;

namespace Catalog.Api.Datastore;

/// <summary>Makes the indexes that searches asked for, and those of the words of large tables, while the program runs (decision 0017).</summary>
internal sealed partial class IndexMaker(RowIndexer indexer, TimeProvider clock, ILogger<IndexMaker> logger) : BackgroundService
{
    /// <summary>Of fewer rows the words are read in a second.</summary>
    private const long WordsFromRows = 50_000;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(indexer.WorkAsync(LogFailed, stoppingToken), LookAsync(stoppingToken));

    private async Task LookAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30), clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await indexer.LookAsync(WordsFromRows, Quiet, ct);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogNotLooked(e);   // the next time
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Index {Index} was not made")]
    private partial void LogFailed(string index, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tables without an index of words were not looked for")]
    private partial void LogNotLooked(Exception exception);
}
