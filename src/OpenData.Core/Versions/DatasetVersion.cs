namespace OpenData.Core.Versions;

/// <summary>One version of a dataset, as <c>dataset_version_show</c> tells it.</summary>
public sealed record DatasetVersion
{
    public required int Version { get; init; }

    /// <summary>MAJOR.MINOR.PATCH: other columns, other rows, other values only (design A.4).</summary>
    public required string Label { get; init; }

    /// <summary><c>published</c>, <c>withdrawn</c>, <c>expired</c> or <c>draft</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>data</c>, <c>correction</c>, <c>mapping</c> ...</summary>
    public required string Kind { get; init; }

    public required bool IsCurrent { get; init; }

    /// <summary>The version that the counts compare with; 0 for the first.</summary>
    public required int BaseVersion { get; init; }

    /// <summary>The run that made it, or null.</summary>
    public long? RunId { get; init; }

    /// <summary>What changed, by language.</summary>
    public required IReadOnlyDictionary<string, string> Notes { get; init; }

    /// <summary>SHA-256 of the lines "hash, two blanks, resource.csv", sorted by name: what <c>sha256sum</c> prints. Null while a hash of a part is not made.</summary>
    public required string? ContentHash { get; init; }

    /// <summary>The day that the source states, or null.</summary>
    public DateOnly? Period { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Names that people gave it.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When and why it was taken away, by language; null = it was not.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    public IReadOnlyDictionary<string, string>? WithdrawnReason { get; init; }

    /// <summary>When its data were given up; null = they are there.</summary>
    public DateTimeOffset? ExpiredAt { get; init; }

    /// <summary>When cells of it were overwritten; null = never.</summary>
    public DateTimeOffset? RedactedAt { get; init; }

    public required IReadOnlyList<ResourceChange> Resources { get; init; }
}

/// <summary>One resource in a version: its size, its hash and what changed against the base version.</summary>
public sealed record ResourceChange
{
    public required Guid ResourceId { get; init; }

    public required string Name { get; init; }

    public required long RowCount { get; init; }

    /// <summary>SHA-256 of the canonical CSV, hex; null for a version written by API whose CSV nobody has asked for yet.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Null together with <see cref="Sha256"/>.</summary>
    public required long? Bytes { get; init; }

    /// <summary>The hash before cells were overwritten, hex; null when none were, or it was never made.</summary>
    public string? RedactedSha256 { get; init; }

    /// <summary>Control totals by field and member, as exact texts: <c>{"phase": {"paid": "55694120.86"}}</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Totals { get; init; }

    public required int Added { get; init; }

    public required int Changed { get; init; }

    public required int Removed { get; init; }

    /// <summary>The original files, byte for byte at <c>/dataset/{name}/source/{sha256}</c>.</summary>
    public required IReadOnlyList<SourceFile> Files { get; init; }
}

/// <summary>An original file, kept for ever under its hash.</summary>
public sealed record SourceFile
{
    public required string Name { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }
}
