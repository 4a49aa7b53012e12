using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenData.Core.Packages;

/// <summary>A file or link of a dataset: the keys of contract 2.3; a publisher's own keys stand beside them.</summary>
public sealed record Resource
{
    public required Guid Id { get; init; }
    public required Guid PackageId { get; init; }

    /// <summary>Absolute. Of an upload and of a resource that a source feeds: our download address, which always means the current data.</summary>
    public required string Url { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public required string Format { get; init; }

    /// <summary><c>sha256:</c> and hex for data that we publish; else what the publisher wrote.</summary>
    public required string Hash { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }
    public string? Mimetype { get; init; }
    public string? MimetypeInner { get; init; }
    public string? ResourceType { get; init; }
    public string? UrlType { get; init; }
    public string? CacheUrl { get; init; }
    public DateTimeOffset? CacheLastUpdated { get; init; }
    public required DateTimeOffset Created { get; init; }
    public DateTimeOffset? LastModified { get; init; }
    public required DateTimeOffset MetadataModified { get; init; }

    /// <summary>From 0.</summary>
    public required int Position { get; init; }
    public required string State { get; init; }

    /// <summary>Whether datastore_search answers for it: a table exists and a version was published.</summary>
    public required bool DatastoreActive { get; init; }

    /// <summary>The publisher's own keys, with their JSON types.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Extras { get; init; } = [];

    /// <summary>Name for people by language; empty where only <see cref="Name"/> is known.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> TitleTranslated { get; init; } = new Dictionary<string, string>();

    [JsonIgnore]
    public IReadOnlyDictionary<string, string> DescriptionTranslated { get; init; } = new Dictionary<string, string>();
}
