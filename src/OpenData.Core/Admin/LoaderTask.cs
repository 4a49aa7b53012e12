namespace OpenData.Core.Admin;

/// <summary>What became of a loader's work on a resource or dataset (contract 2.8). <see cref="Value"/> and <see cref="Error"/> are texts of the loader's own, usually JSON.</summary>
public sealed record LoaderTask
{
    public required Guid Id { get; init; }
    public required string EntityId { get; init; }
    public required string EntityType { get; init; }
    public required string TaskType { get; init; }
    public required string Key { get; init; }
    public string? Value { get; init; }
    public string? State { get; init; }
    public string? Error { get; init; }
    public DateTimeOffset? LastUpdated { get; init; }
}
