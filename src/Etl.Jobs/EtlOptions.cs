using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace Etl.Jobs;

/// <summary>Section <c>Etl</c>: how files are taken from their sources.</summary>
[OptionsSection("Etl")]
internal sealed class EtlOptions
{
    /// <summary>Folder that the paths of drop folders start from; empty: <c>inbox</c> in <c>Files:Root</c>. Beside it lie <c>done</c>, <c>rejected</c> and <c>cancelled</c>.</summary>
    public string Inbox { get; init; } = "";

    /// <summary>Seconds for which size and time of a file must have stood still before it counts.</summary>
    [Range(0, 3600)]
    public int SettleSeconds { get; init; } = 10;

    /// <summary>Largest file in bytes, after decompression.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFileBytes { get; init; } = 256L << 20;

    /// <summary>Seconds in which an address must have given its file, redirects included.</summary>
    [Range(1, 3600)]
    public int FetchTimeoutSeconds { get; init; } = 60;

    /// <summary>Attempts of a step that meets a transient fault, such as a lost connection or HTTP 503.</summary>
    [Range(1, 20)]
    public int Attempts { get; init; } = 5;

    /// <summary>Milliseconds before the second attempt; doubled for each further one, with jitter.</summary>
    [Range(1, 600_000)]
    public int RetryMilliseconds { get; init; } = 2_000;
}
