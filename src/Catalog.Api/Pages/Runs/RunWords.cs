using OpenData.Core.Jobs;

namespace Catalog.Api.Pages.Runs;

/// <summary>How a run's state looks.</summary>
internal static class RunWords
{
    /// <summary>Whether something may still change.</summary>
    public static bool IsOpen(Run run) => run.FinishedAt is null && run.Status is "queued" or "running" or "publishing";

    /// <summary>CSS class of the badge of a run's or step's status. The word in it says the same without colour.</summary>
    public static string Tone(string status) => status switch
    {
        "published" or "done" => "good",
        "rejected" or "failed" => "bad",
        "awaiting_input" or "cancelled" => "warn",
        "running" or "publishing" or "queued" => "info",
        _ => "",
    };

    /// <summary>The same for the severity of a finding.</summary>
    public static string SeverityTone(string severity) => severity switch { "error" => "bad", "warning" => "warn", _ => "" };

    /// <summary>From its start to its end, or to now; null before it began.</summary>
    public static TimeSpan? Duration(Run run, DateTimeOffset now) => run.StartedAt is { } start ? (run.FinishedAt ?? now) - start : null;
}
