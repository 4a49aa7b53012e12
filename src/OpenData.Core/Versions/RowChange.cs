namespace OpenData.Core.Versions;

/// <summary>One row that differs between two versions; texts in the order of the fields of its side, null for no value.</summary>
public sealed record RowChange
{
    /// <summary>The row's number, the same in every version.</summary>
    public required long Id { get; init; }

    /// <summary>The row before, or null when it was added.</summary>
    public required string?[]? Before { get; init; }

    /// <summary>The row after, or null when it was removed.</summary>
    public required string?[]? After { get; init; }

    /// <summary><c>added</c>, <c>removed</c> or <c>changed</c>.</summary>
    public string Kind => (Before, After) switch
    {
        (null, _) => "added",
        (_, null) => "removed",
        _ => "changed",
    };
}
