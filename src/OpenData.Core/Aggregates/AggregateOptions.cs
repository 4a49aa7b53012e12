using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Aggregates;

/// <summary>Section <c>Aggregates</c>.</summary>
[OptionsSection("Aggregates")]
public sealed class AggregateOptions
{
    /// <summary>Seconds for one <c>datastore_aggregate</c>: then 409 "Query took too long".</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>How many <c>datastore_aggregate</c> run at once, of the places in `Share:HeavyAtOnce`, each with up to 256 MB; others wait two seconds for a place, then get 503. Remembered answers need no place.</summary>
    [Range(1, 16)]
    public int Concurrency { get; init; } = 2;

    /// <summary>Rows from which a version's Parquet file is made for its sums, and DuckDB answers them; PostgreSQL answers those of smaller tables (decision 0019).</summary>
    [Range(1, long.MaxValue)]
    public long ParquetFrom { get; init; } = 50_000;

    /// <summary>Bytes of answers that are remembered in all.</summary>
    [Range(0, 1_000_000_000)]
    public long CacheBytes { get; init; } = 32_000_000;
}
