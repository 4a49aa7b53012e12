using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenData.Core.Views;

/// <summary>How somebody wants a resource to be looked at (contract 2.8): the keys of its type's settings stand beside the others.</summary>
public sealed record ResourceView
{
    public required Guid Id { get; init; }
    public required Guid ResourceId { get; init; }
    public required Guid PackageId { get; init; }
    public string? Title { get; init; }

    /// <summary>Markdown.</summary>
    public string? Description { get; init; }
    public required string ViewType { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement> Config { get; init; } = [];
}
