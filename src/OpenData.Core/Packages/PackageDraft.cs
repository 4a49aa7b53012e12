using System.Text.Json.Nodes;

namespace OpenData.Core.Packages;

/// <summary>A dataset to be written as a whole: what the draft leaves out is cleared, as in <c>package_update</c> (contract 2.2).</summary>
public sealed record PackageDraft
{
    /// <summary>The slug by which an existing dataset is found and keeps its id.</summary>
    public required string Name { get; init; }

    /// <summary>By language (<c>el</c>, <c>en</c>); the first of them is CKAN's <c>title</c>.</summary>
    public required IReadOnlyDictionary<string, string> Title { get; init; }

    /// <summary>Markdown by language.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    public string? Author { get; init; }
    public string? AuthorEmail { get; init; }
    public string? Maintainer { get; init; }
    public string? MaintainerEmail { get; init; }
    public string? Url { get; init; }

    /// <summary>Null: the label of the data version is shown.</summary>
    public string? Version { get; init; }
    public string? LicenseId { get; init; }
    public bool Private { get; init; }
    public string State { get; init; } = "active";
    public string Type { get; init; } = "dataset";

    /// <summary>Name of an organization that exists, or null.</summary>
    public string? OwnerOrg { get; init; }
    public Guid? CreatorUserId { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Names of groups that exist.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Keys other than the dataset's own fields.</summary>
    public IReadOnlyDictionary<string, string> Extras { get; init; } = new Dictionary<string, string>();

    /// <summary>In order. One that is stored and left out becomes deleted; its versions stay.</summary>
    public required IReadOnlyList<ResourceDraft> Resources { get; init; }
}

/// <summary>One resource of a <see cref="PackageDraft"/>, known by its name within the dataset.</summary>
public sealed record ResourceDraft
{
    public required string Name { get; init; }

    /// <summary>Name for people by language.</summary>
    public IReadOnlyDictionary<string, string> Title { get; init; } = new Dictionary<string, string>();

    /// <summary>By language; the first is CKAN's <c>description</c>.</summary>
    public IReadOnlyDictionary<string, string> Description { get; init; } = new Dictionary<string, string>();
    public string Format { get; init; } = "CSV";
    public string? Mimetype { get; init; } = "text/csv";

    /// <summary>A link. Of a resource with a table it is ours to make, and this is not read.</summary>
    public string Url { get; init; } = "";
    public string? ResourceType { get; init; }

    /// <summary>Whether a source feeds it: it gets a row table, and its address is our download.</summary>
    public bool HasTable { get; init; }

    /// <summary>The publisher's own keys.</summary>
    public JsonObject Extras { get; init; } = [];
}

/// <summary>What <see cref="PackageStore.SaveAsync"/> wrote.</summary>
public sealed record SavedPackage
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>False when everything was stored so already; then <c>metadata_modified</c> did not move.</summary>
    public required bool Changed { get; init; }

    /// <summary>In the order of the draft.</summary>
    public required IReadOnlyList<SavedResource> Resources { get; init; }
}

/// <summary>A written resource; <paramref name="TableNo"/> is null where no source feeds it.</summary>
public sealed record SavedResource(Guid Id, string Name, int? TableNo);
