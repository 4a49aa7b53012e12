using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Catalog.Api.Organizations;

/// <summary>An organization or group as an action returns it (contract 2.6). Keys that depend on an option are absent when it is off.</summary>
internal sealed record OrganizationResult
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }
    public required string DisplayName { get; init; }
    public required string Description { get; init; }
    public required string ImageUrl { get; init; }
    public required string ImageDisplayUrl { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required bool IsOrganization { get; init; }
    public required string ApprovalStatus { get; init; }
    public required string State { get; init; }
    public required string Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Capacity { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NumFollowers { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PackageCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MemberCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GroupExtra>? Extras { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonObject>? Users { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrganizationResult>? Groups { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonNode>? Tags { get; init; }

    /// <summary>Datasets without their lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonNode>? Packages { get; init; }
}

/// <summary>An extra of an organization as CKAN 2.11 shows it.</summary>
internal sealed record GroupExtra(Guid Id, Guid GroupId, string Key, string Value)
{
    public string State { get; } = "active";
}
