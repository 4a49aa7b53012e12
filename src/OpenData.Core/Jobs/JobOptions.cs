using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Jobs;

/// <summary>Section <c>Jobs</c>: how Hangfire hands out work, and how soon what a crash left is taken up again.</summary>
[OptionsSection("Jobs")]
public sealed class JobOptions
{
    /// <summary>Seconds after which a job whose worker died is given to another one. A living worker keeps renewing it, so a long job is safe.</summary>
    [Range(1, 3600)]
    public int InvisibilitySeconds { get; init; } = 60;

    /// <summary>Seconds between two passes of the sweeper, which enqueues what is due but not running.</summary>
    [Range(1, 3600)]
    public int SweepSeconds { get; init; } = 60;

    /// <summary>Milliseconds between two looks at a queue.</summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; init; } = 1_000;

    /// <summary>Runs of different datasets carried out at once; 0: one for each processor, at least two.</summary>
    [Range(0, 64)]
    public int Workers { get; init; }
}
