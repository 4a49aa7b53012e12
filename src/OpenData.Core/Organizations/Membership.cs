namespace OpenData.Core.Organizations;

/// <summary>Somebody or something in an organization or group, as the member actions tell it (contract 2.8).</summary>
public sealed record Membership
{
    public Guid Id { get; init; }

    /// <summary><c>user</c>, <c>package</c> or <c>group</c>.</summary>
    public string TableName { get; init; } = "";
    public Guid TableId { get; init; }
    public string Capacity { get; init; } = "";
    public Guid GroupId { get; init; }
    public string State { get; init; } = "active";
}
