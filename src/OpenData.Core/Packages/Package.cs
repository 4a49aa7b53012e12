using System.Text.Json.Serialization;
using OpenData.Core.Organizations;

namespace OpenData.Core.Packages;

/// <summary>A dataset as <c>package_show</c> tells it: exactly the keys of contract 2.2 in snake_case; what is marked as ignored is for our own pages.</summary>
public sealed record Package
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Title { get; init; }
    public string? Author { get; init; }
    public string? AuthorEmail { get; init; }
    public string? Maintainer { get; init; }
    public string? MaintainerEmail { get; init; }

    /// <summary>Markdown.</summary>
    public string? Notes { get; init; }
    public string? Url { get; init; }

    /// <summary>What the publisher wrote; where that is nothing and a source feeds the dataset, the label of the current data version (design A.6).</summary>
    public string? Version { get; init; }
    public string? LicenseId { get; init; }
    public string? LicenseTitle { get; init; }

    /// <summary>The key is absent when the licence has no address (contract 2.2).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LicenseUrl { get; init; }
    public required bool Isopen { get; init; }
    public required bool Private { get; init; }
    public required string State { get; init; }
    public required string Type { get; init; }
    public Guid? OwnerOrg { get; init; }
    public Guid? CreatorUserId { get; init; }
    public required DateTimeOffset MetadataCreated { get; init; }
    public required DateTimeOffset MetadataModified { get; init; }
    public int NumResources => Resources.Count;
    public int NumTags => Tags.Count;

    /// <summary>The owner as it is now, not as it was when the dataset was last written (contract 9, row 29).</summary>
    public EmbeddedOrganization? Organization { get; init; }

    /// <summary>Active ones by position.</summary>
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyList<PackageTag> Tags { get; init; }
    public required IReadOnlyList<EmbeddedGroup> Groups { get; init; }

    /// <summary>By key; holds <c>title_translated</c> and <c>notes_translated</c> as JSON texts, so that the keys of a dataset stay CKAN's.</summary>
    public required IReadOnlyList<Extra> Extras { get; init; }

    /// <summary>Only those with datasets that every reader of this one may read.</summary>
    public IReadOnlyList<PackageRelationship> RelationshipsAsSubject { get; init; } = [];

    /// <inheritdoc cref="RelationshipsAsSubject"/>
    public IReadOnlyList<PackageRelationship> RelationshipsAsObject { get; init; } = [];

    /// <summary>Title by language.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> TitleTranslated { get; init; } = new Dictionary<string, string>();

    /// <summary>Notes by language.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> NotesTranslated { get; init; } = new Dictionary<string, string>();

    /// <summary>Number of the current data version; 0 = nothing published.</summary>
    [JsonIgnore]
    public int CurrentVersion { get; init; }
}

/// <summary>A key and its text.</summary>
public sealed record Extra(string Key, string Value);

/// <summary>A tag in a dataset (contract 2.4).</summary>
public sealed record PackageTag
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public string DisplayName => Name;
    public string State { get; } = "active";
    public Guid? VocabularyId { get; init; }
}

/// <summary>A relationship within a dataset: CKAN's odd shape (contract 2.8), with the names of both beside it (contract 9, row 20).</summary>
public sealed record PackageRelationship
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required string Comment { get; init; }
    public required string Subject { get; init; }

    [JsonPropertyName("object")]
    public required string Other { get; init; }

    [JsonPropertyName("__extras")]
    public required RelationshipEnds Ends { get; init; }
}

/// <summary>The two datasets by id.</summary>
public sealed record RelationshipEnds(Guid ObjectPackageId, Guid SubjectPackageId);
