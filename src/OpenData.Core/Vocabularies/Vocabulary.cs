namespace OpenData.Core.Vocabularies;

/// <summary>A named list of tags that datasets may take theirs from (contract 2.8).</summary>
public sealed record Vocabulary
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyList<Tag> Tags { get; init; }
}

/// <summary>A tag outside a dataset (contract 2.4); free where <see cref="VocabularyId"/> is null.</summary>
public sealed record Tag
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public string DisplayName => Name;
    public Guid? VocabularyId { get; init; }
}
