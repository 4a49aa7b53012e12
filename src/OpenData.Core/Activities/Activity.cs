using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OpenData.Core.Activities;

/// <summary>Something that somebody did (contract 2.8).</summary>
public sealed record Activity
{
    public required Guid Id { get; init; }
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Who did it; <see cref="ActivityLog.NoUser"/> where nobody was logged in.</summary>
    public required Guid UserId { get; init; }
    public required Guid ObjectId { get; init; }
    public required string ActivityType { get; init; }

    /// <summary>The object as it was afterwards, under its kind, and the actor's name; or null.</summary>
    public JsonNode? Data { get; init; }
    public required IReadOnlyList<string> PermissionLabels { get; init; }

    /// <summary>Whether the reader of a dashboard has not seen it; elsewhere the key is absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsNew { get; init; }

    /// <summary>The data version that was current afterwards, or null.</summary>
    [JsonIgnore]
    public int? CurrentVersion { get; init; }

    /// <summary>Hex SHA-256 of uploaded files by resource.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<Guid, string> Files { get; init; } = new Dictionary<Guid, string>();
}
