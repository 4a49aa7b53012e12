using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenData.Core.Versions.Editing;

namespace Etl.Jobs.Running;

/// <summary>Deletes the rows of expired versions once nobody reads them any more, and files of a redaction that was killed before it could.</summary>
internal sealed partial class VersionCleanup(ExpiredRows rows, RedactedFiles files, TimeProvider clock, ILogger<VersionCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                var deleted = await rows.DeleteAsync(stoppingToken);
                var removed = await files.RemoveAsync(stoppingToken);
                if (deleted + removed > 0)
                    LogDone(deleted, removed);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NpgsqlException)   // the next minute tries again
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Rows} rows of expired versions and {Files} redacted files were removed")]
    private partial void LogDone(long rows, int files);

    [LoggerMessage(LogLevel.Warning, "Rows of expired versions or redacted files could not be removed")]
    private partial void LogFailed(Exception e);
}
