namespace OpenData.Core.Access;

/// <summary>What a user may do with one dataset (contract 2.8).</summary>
public sealed record Collaborator
{
    public Guid PackageId { get; init; }
    public Guid UserId { get; init; }
    public string Capacity { get; init; } = "";
    public DateTimeOffset Modified { get; init; }
}
