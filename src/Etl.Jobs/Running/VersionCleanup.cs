using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenData.Core.Versions.Editing;

namespace Etl.Jobs.Running;

/// <summary>
/// Lets versions expire that no policy keeps, folds those that were gathered into the one of their day, deletes the rows of both once nobody reads them any more, and files of a redaction that was
/// killed before it could. Two workers that do it at once do it once: each step is a transaction under the dataset's lock.
/// </summary>
internal sealed partial class VersionCleanup(VersionPolicies policies, GatheredVersions gathered, ExpiredRows rows, RedactedFiles files, TimeProvider clock, ILogger<VersionCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Policies count days, and looking at every dataset costs more than a minute's work.</summary>
    private static readonly TimeSpan PolicyPause = TimeSpan.FromHours(1);

    private DateTimeOffset _nextPolicies = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                if (clock.GetUtcNow() is var now && now >= _nextPolicies)
                {
                    if (await policies.ExpireAsync(stoppingToken) is > 0 and var expired)
                        LogExpired(expired);
                    _nextPolicies = now + PolicyPause;
                }

                if (await gathered.FoldAsync(stoppingToken) is > 0 and var folded)
                    LogFolded(folded);
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

    [LoggerMessage(LogLevel.Information, "{Versions} versions expired by policy")]
    private partial void LogExpired(int versions);

    [LoggerMessage(LogLevel.Information, "{Versions} versions were folded into the ones of their days")]
    private partial void LogFolded(int versions);

    [LoggerMessage(LogLevel.Warning, "Rows of expired versions or redacted files could not be removed")]
    private partial void LogFailed(Exception e);
}
