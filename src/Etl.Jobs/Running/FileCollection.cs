using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>Once a day the worker frees the files that nothing names any more, and forgets old loads. A worker that is started often does it soon after its start too.</summary>
internal sealed partial class FileCollection(FileCollector collector, LoadStore loads, TimeProvider clock, ILogger<FileCollection> logger) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    /// <summary>For how long the state of a load that later ones followed can be of use.</summary>
    private static readonly TimeSpan LoadsKept = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = AfterStart; ; pause = Pause)
        {
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                var freed = await collector.CollectAsync(stoppingToken);
                if (freed.Files + freed.Exports > 0)
                    LogFreed(freed.Files, freed.Bytes, freed.Exports);
                if (await loads.PruneAsync(clock.GetUtcNow() - LoadsKept, stoppingToken) is > 0 and var forgotten)
                    LogForgotten(forgotten);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NpgsqlException)   // the next day tries again
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Files} files ({Bytes} bytes) and {Exports} exports that nothing names were removed")]
    private partial void LogFreed(int files, long bytes, int exports);

    [LoggerMessage(LogLevel.Information, "{Loads} old loads were forgotten")]
    private partial void LogForgotten(int loads);

    [LoggerMessage(LogLevel.Warning, "Files that nothing names could not be removed")]
    private partial void LogFailed(Exception e);
}
