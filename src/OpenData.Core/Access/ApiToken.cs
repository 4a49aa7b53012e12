namespace OpenData.Core.Access;

/// <summary>A token as its owner sees it: never the token itself (contract 2.8).</summary>
public sealed record ApiToken
{
    /// <summary>CKAN's <c>jti</c>.</summary>
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    public Guid UserId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Exact to a minute; null = never used.</summary>
    public DateTimeOffset? LastAccess { get; init; }
}
