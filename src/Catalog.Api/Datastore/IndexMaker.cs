using OpenData.Core.Datastore;

namespace Catalog.Api.Datastore;

/// <summary>Makes the indexes that searches asked for, while the program runs.</summary>
internal sealed partial class IndexMaker(RowIndexer indexer, ILogger<IndexMaker> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => indexer.WorkAsync(LogFailed, stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Index {Index} was not made")]
    private partial void LogFailed(string index, Exception exception);
}
