namespace OpenData.Core.Activities;

/// <summary>Which part of a list of activities, newest first (contract 3.4).</summary>
public sealed record ActivityFilter
{
    public required int Limit { get; init; }
    public int Offset { get; init; }

    /// <summary>Only older ones, exclusive.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only newer ones, exclusive.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Also those of users that the site hides.</summary>
    public bool IncludeHidden { get; init; }

    /// <summary>Only these types; null = all.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>All but these types.</summary>
    public IReadOnlyList<string> ExceptTypes { get; init; } = [];
}
