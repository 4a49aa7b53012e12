namespace OpenData.Core.Jobs;

/// <summary>One load of a resource's file into its table.</summary>
public sealed record Load
{
    public required long Id { get; init; }

    public required Guid ResourceId { get; init; }

    public Guid? RequestedBy { get; init; }

    public bool IgnoreHash { get; init; }

    /// <summary>pending, running, complete or error.</summary>
    public required string Status { get; init; }

    /// <summary>How often it was begun: only the last start may publish.</summary>
    public int Attempt { get; init; }

    public long? RowsDone { get; init; }

    /// <summary>Hex; of the file, once it is loaded.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public LoadError? Error { get; init; }

    /// <summary>What happened, oldest first.</summary>
    public IReadOnlyList<LoadNote> Log { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>What is wrong with a file, and where.</summary>
/// <param name="Rule">Key of its text.</param>
/// <param name="Row">Line of the file, from 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Value">What was read there.</param>
public sealed record LoadError(string Rule, int? Row = null, int? Column = null, string? Value = null);

/// <summary>A line of a load's log.</summary>
/// <param name="Rule">Key of its text.</param>
public sealed record LoadNote(DateTimeOffset At, string Rule, string? Value);
