using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OpenData.Core.Organizations;

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
    public int NumFollowers { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PackageCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MemberCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<object>? Extras { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<object>? Users { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<object>? Groups { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<object>? Tags { get; init; }

    /// <summary>Datasets without their <c>groups</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonNode>? Packages { get; init; }

    public static OrganizationResult Of(Organization organization, bool withCount) => new()
    {
        Id = organization.Id,
        Name = organization.Name,
        Title = organization.Title,
        DisplayName = organization.DisplayName,
        Description = organization.Description,
        ImageUrl = organization.ImageUrl,
        ImageDisplayUrl = organization.ImageUrl,
        Created = organization.Created,
        IsOrganization = organization.IsOrganization,
        ApprovalStatus = organization.ApprovalStatus,
        State = organization.State,
        Type = organization.Type,
        PackageCount = withCount ? organization.PackageCount : null,
    };
}
