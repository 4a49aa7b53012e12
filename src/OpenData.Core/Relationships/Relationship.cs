using System.Text.Json.Serialization;

namespace OpenData.Core.Relationships;

/// <summary>What one dataset is to another, told from the subject's side; both by name (contract 2.8).</summary>
public sealed record Relationship
{
    public required string Subject { get; init; }
    public required string Type { get; init; }

    /// <summary>The other dataset.</summary>
    [JsonPropertyName("object")]
    public required string Other { get; init; }
    public required string Comment { get; init; }
}
