namespace OpenData.Core.Organizations;

/// <summary>An organization inside a dataset (contract 2.6). Texts that were never set are empty, not null: harvesters' schemas refuse null.</summary>
public sealed record EmbeddedOrganization
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }
    public required string Type { get; init; }
    public required string Description { get; init; }
    public required string ImageUrl { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required bool IsOrganization { get; init; }
    public required string ApprovalStatus { get; init; }
    public required string State { get; init; }
}

/// <summary>A group inside a dataset (contract 2.6).</summary>
public sealed record EmbeddedGroup
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }
    public string DisplayName => Title.Length > 0 ? Title : Name;
    public required string Description { get; init; }
    public required string ImageDisplayUrl { get; init; }
}
