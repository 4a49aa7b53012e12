namespace OpenData.Core.Versions;

/// <summary>What a run asks to be published, staged and checked.</summary>
public sealed record PublishRequest
{
    public required Guid PackageId { get; init; }

    /// <summary>The run; it is marked as published in the same transaction.</summary>
    public required long RunId { get; init; }

    /// <summary>The dataset's current version when the difference was made; 0 = none.</summary>
    public required int BaseVersion { get; init; }

    /// <summary><c>data</c>, <c>correction</c> or <c>mapping</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The day that the source states, or null.</summary>
    public DateOnly? Period { get; init; }

    /// <summary>False for a day older than the current one: it becomes a version of its own, and the current one stays.</summary>
    public required bool MovesCurrent { get; init; }

    /// <summary>The version that the counts of changes compare with; usually <see cref="BaseVersion"/>, for a correction the version that it corrects.</summary>
    public required int ComparedWith { get; init; }

    public required byte[] MappingHash { get; init; }

    public Guid? PublishedBy { get; init; }

    /// <summary>What changed, by language.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    public required IReadOnlyList<StagedResource> Resources { get; init; }
}

/// <summary>One resource of a <see cref="PublishRequest"/>.</summary>
public sealed record StagedResource
{
    public required Guid ResourceId { get; init; }

    public required string Name { get; init; }

    public required int TableNo { get; init; }

    public required string StageTable { get; init; }

    /// <summary>Rows that were staged. The publisher counts them again: a crash of the server empties unlogged tables.</summary>
    public required long Rows { get; init; }

    public required IReadOnlyList<Field> Fields { get; init; }

    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Control totals: field, member, exact decimal text.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Totals { get; init; }

    /// <summary>Numbers in <c>ver.source_file</c> of the files it was made of.</summary>
    public required IReadOnlyList<int> FileIds { get; init; }
}

/// <summary>The staged rows are no longer those that were staged: they must be staged again.</summary>
public sealed class StageLostException(string stageTable) : Exception($"{stageTable} does not hold the rows that were staged");
