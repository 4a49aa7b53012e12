using System.Text.Json.Serialization;

namespace Catalog.Api.Collaborators;

/// <summary>A collaborator in a list (contract 2.8): of one dataset, with a blank in the time; or of one user, without the user.</summary>
internal sealed record CollaboratorResult
{
    public required Guid PackageId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? UserId { get; init; }
    public required string Capacity { get; init; }
    public required string Modified { get; init; }
}
