namespace Budget.Importers.Mapping;

/// <summary>
/// <c>datasets/NAME/datapackage.json</c>, read and checked: what is published about the dataset and how its files become budget lines.
/// Every option stands in <c>docs/importers/mapping.md</c>.
/// </summary>
public sealed record DatasetMapping
{
    /// <summary>Name of the dataset in URLs: lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Name { get; init; }

    public required LocalText Title { get; init; }

    public required LocalText Description { get; init; }

    /// <summary>Licence id of the catalog's list (<c>licenses[0].name</c>), such as <c>cc-by</c> or <c>notspecified</c>.</summary>
    public required string LicenseId { get; init; }

    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>The contributor with role <c>publisher</c>: the organization that owns the dataset.</summary>
    public required Publisher Publisher { get; init; }

    /// <summary>Where the data come from, for people to follow (<c>sources</c>).</summary>
    public required IReadOnlyList<SourceLink> SourceLinks { get; init; }

    /// <summary>The published resources, in the order of the file.</summary>
    public required IReadOnlyList<ResourceMapping> Resources { get; init; }

    /// <summary>Code lists beside the mapping, by the name that a field's <c>codelist</c> uses.</summary>
    public required IReadOnlyList<CodeListFile> CodeLists { get; init; }

    /// <summary>Where files come from, when, and what must hold before they are published.</summary>
    public required EtlMapping Etl { get; init; }

    /// <summary>
    /// SHA-256, lower-case hex, of all that decides which lines come out of a file: fields, keys, delivery, read, map and the rest of
    /// <c>etl.resources</c>, in canonical JSON. Sources, schedule, rules and texts are not in it: a changed clock or title makes no new version.
    /// </summary>
    public required string Hash { get; init; }

    /// <summary>The resource of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ResourceMapping Resource(string name) =>
        Resources.FirstOrDefault(resource => resource.Name == name) ?? throw new KeyNotFoundException($"No resource '{name}' in '{Name}'.");

    /// <summary>Reads a mapping to its end.</summary>
    /// <exception cref="MappingException">All that is wrong with it, each with its JSON path, the value there and what is accepted.</exception>
    public static DatasetMapping Read(Stream json) => DatasetReader.Read(json);
}

/// <summary>A text in Greek and in English; where the file has only one, both are that one.</summary>
public sealed record LocalText(string El, string En);

/// <param name="Name">Name of the organization in URLs.</param>
public sealed record Publisher(string Name, LocalText Title);

/// <param name="Path">Address, or null where the source has none.</param>
public sealed record SourceLink(string Title, string? Path);

/// <param name="Name">Name that fields refer to.</param>
/// <param name="Path">Path relative to the mapping's folder.</param>
public sealed record CodeListFile(string Name, LocalText Title, string Path);
