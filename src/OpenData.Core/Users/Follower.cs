namespace OpenData.Core.Users;

/// <summary>Somebody follows something (contract 2.8).</summary>
public sealed record Follower
{
    public Guid FollowerId { get; init; }
    public Guid ObjectId { get; init; }
    public DateTimeOffset Datetime { get; init; }
}
