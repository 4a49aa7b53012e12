using OpenData.Core.Files;

namespace Catalog.Api.Uploads;

/// <summary>Takes away temporary files that a killed program left: at the start and then every hour those that nobody wrote to for a day.</summary>
internal sealed partial class LeftoverSweep(BlobStore blobs, TimeProvider clock, ILogger<LeftoverSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var count = blobs.RemoveLeftovers(clock.GetUtcNow() - Age);
                if (count > 0)
                    LogRemoved(count);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)   // the next pass tries again
            {
                LogFailed(e);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} temporary files of earlier crashes were removed")]
    private partial void LogRemoved(int count);

    [LoggerMessage(LogLevel.Warning, "Temporary files could not be removed")]
    private partial void LogFailed(Exception e);
}
