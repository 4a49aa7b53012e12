using System.Text.Json.Nodes;

namespace OpenData.Core.Packages;

/// <summary>A dataset as it is stored: what a reader sees without what is computed. Checked when it comes from a client (see Input/).</summary>
public sealed record PackageContent
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }

    /// <summary>By language; empty = only <see cref="Title"/>.</summary>
    public IReadOnlyDictionary<string, string> TitleTranslated { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public string? Notes { get; init; }
    public IReadOnlyDictionary<string, string> NotesTranslated { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public string? Author { get; init; }
    public string? AuthorEmail { get; init; }
    public string? Maintainer { get; init; }
    public string? MaintainerEmail { get; init; }
    public string? Url { get; init; }

    /// <summary>What the publisher wrote, not the label of the data version.</summary>
    public string? Version { get; init; }
    public string? LicenseId { get; init; }
    public bool Private { get; init; }
    public string State { get; init; } = "active";
    public string Type { get; init; } = "dataset";
    public Guid? OwnerOrg { get; init; }
    public Guid? CreatorUserId { get; init; }

    /// <summary>By key.</summary>
    public IReadOnlyDictionary<string, string> Extras { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>By name, each once.</summary>
    public IReadOnlyList<TagContent> Tags { get; init; } = [];

    /// <summary>Ids, ordered.</summary>
    public IReadOnlyList<Guid> Groups { get; init; } = [];

    /// <summary>In order.</summary>
    public IReadOnlyList<ResourceContent> Resources { get; init; } = [];
}

/// <summary>A tag; free where <paramref name="VocabularyId"/> is null.</summary>
public sealed record TagContent(string Name, Guid? VocabularyId);

/// <summary>A resource as it is stored.</summary>
public sealed record ResourceContent
{
    public required Guid Id { get; init; }
    public string? Name { get; init; }
    public IReadOnlyDictionary<string, string> TitleTranslated { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public string? Description { get; init; }
    public IReadOnlyDictionary<string, string> DescriptionTranslated { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
    public string Format { get; init; } = "";

    /// <summary>Of an upload the file name; of a table we make the dump address; else as the publisher wrote it.</summary>
    public string Url { get; init; } = "";
    public string? UrlType { get; init; }
    public string? Mimetype { get; init; }
    public string? MimetypeInner { get; init; }

    /// <summary>Bytes, as the publisher says or as stored.</summary>
    public long? Size { get; init; }
    public string Hash { get; init; } = "";
    public string? ResourceType { get; init; }
    public string? CacheUrl { get; init; }
    public DateTimeOffset? CacheLastUpdated { get; init; }
    public DateTimeOffset? LastModified { get; init; }
    public DateTimeOffset Created { get; init; }

    /// <summary>The publisher's own keys with their JSON types.</summary>
    public JsonObject Extras { get; init; } = [];

    /// <summary>Number of its row table, or null.</summary>
    public int? TableNo { get; init; }

    /// <summary>Hex SHA-256 of the uploaded file that it has now, or null.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>When its metadata last changed; written by the store, never compared.</summary>
    public DateTimeOffset MetadataModified { get; init; }
}
