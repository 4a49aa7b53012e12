using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Exports;
using OpenData.Core.Versions;

namespace OpenData.Core.Aggregates;

/// <summary>
/// Sums over a version's rows (design C.5, decision 0019): remembered, else by DuckDB where the version has its Parquet file, else by PostgreSQL. A large table gets
/// its file when a second answer of the same version has to be found.
/// </summary>
public sealed partial class AggregateRunner : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly PostgresAggregates _postgres;
    private readonly DuckAggregates _duck;
    private readonly ExportStore _exports;
    private readonly ICostlyPlaces _costly;
    private readonly AggregateOptions _options;
    private readonly ILogger<AggregateRunner> _logger;
    private readonly AggregateCache _cache;
    private readonly SemaphoreSlim _places;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    public AggregateRunner(PostgresAggregates postgres, DuckAggregates duck, ExportStore exports, ICostlyPlaces places, IOptions<AggregateOptions> options, TimeProvider clock, ILogger<AggregateRunner> logger)
    {
        (_postgres, _duck, _exports, _costly, _options, _logger) = (postgres, duck, exports, places, options.Value, logger);
        _cache = new AggregateCache(_options.CacheBytes, clock);
        _places = new SemaphoreSlim(_options.Concurrency);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _places.Dispose();
    }

    /// <exception cref="ValidationException">The time is up, or the answer is too large.</exception>
    /// <exception cref="BusyException">As many as may run at once are running.</exception>
    public async Task<AggregateAnswer> AnswerAsync(VersionBound at, AggregateQuery query, CancellationToken ct)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{at.Table} {at.ChangedVersion} {at.RowCount} {at.Revision}");
        var key = $"{content} {Field.ListToJson(at.Fields)} {Canonical(query)}";
        if (_cache.Find(key) is { } known)
            return known;
        await _costly.EnterAsync(ct);
        if (!await _places.WaitAsync(Patience, ct))
            throw new BusyException();
        try
        {
            var answer = _cache.Find(key) ?? await FindAsync(at, query, content, ct);
            _cache.Add(key, answer);
            return answer;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<AggregateAnswer> FindAsync(VersionBound at, AggregateQuery query, string content, CancellationToken ct)
    {
        if (_exports.Find(at, "parquet") is { } file)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
            deadline.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
            try
            {
                if (await _duck.AnswerAsync(at, query, file, deadline.Token) is { } answer)
                    return answer;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new ValidationException("query", "Query took too long");
            }
        }
        else if (at.RowCount >= _options.ParquetFrom)
        {
            Expect(at, content);
        }

        return await _postgres.AnswerAsync(at, query, ct);
    }

    /// <summary>Makes the file in the background, once, and not for a version that is asked one question: a table that is written every minute would get a file every minute.</summary>
    private void Expect(VersionBound at, string content)
    {
        if (_asked.Count > 10_000)
            _asked.Clear();
        if (_asked.AddOrUpdate(content, 1, (_, before) => before + 1) != 2)
            return;
        _ = Task.Run(async () =>
        {
            try
            {
                await _exports.GetAsync(at, "parquet", _stopping.Token);
            }
            catch (Exception e) when (e is not OutOfMemoryException)   // an edge: nobody waits for it, PostgreSQL goes on answering
            {
                if (!_stopping.IsCancellationRequested)
                    LogNoFile(at.ResourceId, at.Version, e);
            }
        });
    }

    private static string Canonical(AggregateQuery query) => JsonSerializer.Serialize(new object?[]
    {
        query.Groups.Select(group => new[] { group.Name, group.Column.Name, group.Bucket }), query.Measures.Select(measure => new[] { measure.Name, measure.Function, measure.Column?.Name, measure.Fraction.ToString(CultureInfo.InvariantCulture) }),
        query.Where.Canonical(), query.Having.Canonical(), query.Order.Select(order => order.Descending ? -1 - order.Index : order.Index), query.Limit, query.Offset, query.Top,
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "No Parquet file of resource {Resource} version {Version}: PostgreSQL goes on answering its sums")]
    private partial void LogNoFile(Guid resource, int version, Exception e);
}
