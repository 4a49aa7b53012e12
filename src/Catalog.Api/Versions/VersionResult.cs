using System.Globalization;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>A version of a dataset as <c>dataset_version_list</c> and <c>dataset_version_show</c> tell it. Totals are exact number literals.</summary>
internal sealed record VersionResult
{
    public required int Version { get; init; }
    public required string Label { get; init; }
    public required string State { get; init; }
    public required string Kind { get; init; }
    public required bool IsCurrent { get; init; }
    public required int? BaseVersion { get; init; }
    public required string? Period { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public required string? ContentHash { get; init; }
    public required long? RunId { get; init; }
    public required IReadOnlyDictionary<string, string> Notes { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When and why it was taken away; null for one that can be read.</summary>
    public required DateTimeOffset? WithdrawnAt { get; init; }
    public required IReadOnlyDictionary<string, string>? WithdrawnReason { get; init; }
    public required DateTimeOffset? ExpiredAt { get; init; }

    /// <summary>When cells of it were overwritten, because they should never have been published; null = never.</summary>
    public required DateTimeOffset? RedactedAt { get; init; }
    public required string Url { get; init; }
    public required IReadOnlyList<ResourceResult> Resources { get; init; }

    /// <param name="version">As stored.</param>
    /// <param name="name">Of the dataset.</param>
    /// <param name="site">Address of the site, without a slash at the end.</param>
    public static VersionResult Of(DatasetVersion version, string name, string site) => new()
    {
        Version = version.Version,
        Label = version.Label,
        State = version.State,
        Kind = version.Kind,
        IsCurrent = version.IsCurrent,
        BaseVersion = version.BaseVersion == 0 ? null : version.BaseVersion,
        Period = version.Period?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        PublishedAt = version.PublishedAt,
        ContentHash = version.ContentHash is null ? null : $"sha256:{version.ContentHash}",
        RunId = version.RunId,
        Notes = version.Notes,
        Tags = version.Tags,
        WithdrawnAt = version.WithdrawnAt,
        WithdrawnReason = version.WithdrawnReason,
        ExpiredAt = version.ExpiredAt,
        RedactedAt = version.RedactedAt,
        Url = Link(site, name, version.Version),
        Resources = [.. version.Resources.Select(resource => ResourceResult.Of(resource, name, version.Version, site))],
    };

    public static string Link(string site, string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{site}/dataset/{name}/v/{version}");
}

/// <summary>One resource in a version.</summary>
internal sealed record ResourceResult
{
    public required Guid ResourceId { get; init; }
    public required string Name { get; init; }
    public required long RowCount { get; init; }
    public required int Added { get; init; }
    public required int Changed { get; init; }
    public required int Removed { get; init; }
    /// <summary>Null, as the size, until somebody has asked for the CSV of a version that was written by API.</summary>
    public required string? Hash { get; init; }
    public required long? Size { get; init; }

    /// <summary>The hash before cells were overwritten, or null.</summary>
    public required string? HashBeforeRedaction { get; init; }
    public required string Url { get; init; }
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal>> Totals { get; init; }
    public required IReadOnlyList<FileResult> Files { get; init; }

    public static ResourceResult Of(ResourceChange resource, string name, int version, string site) => new()
    {
        ResourceId = resource.ResourceId,
        Name = resource.Name,
        RowCount = resource.RowCount,
        Added = resource.Added,
        Changed = resource.Changed,
        Removed = resource.Removed,
        Hash = resource.Sha256 is null ? null : $"sha256:{resource.Sha256}",
        Size = resource.Bytes,
        HashBeforeRedaction = resource.RedactedSha256 is null ? null : $"sha256:{resource.RedactedSha256}",
        Url = $"{VersionResult.Link(site, name, version)}/{Uri.EscapeDataString(resource.Name)}.csv",
        Totals = resource.Totals.ToDictionary(
            field => field.Key,
            field => (IReadOnlyDictionary<string, decimal>)field.Value.ToDictionary(member => member.Key, member => decimal.Parse(member.Value, CultureInfo.InvariantCulture), StringComparer.Ordinal),
            StringComparer.Ordinal),
        Files = [.. resource.Files.Select(file => FileResult.Of(file, name, site))],
    };
}

/// <summary>An original file and where its bytes are.</summary>
internal sealed record FileResult
{
    public required string Name { get; init; }
    public required string Hash { get; init; }
    public required long Size { get; init; }
    public required string Url { get; init; }

    public static FileResult Of(SourceFile file, string dataset, string site) => new()
    {
        Name = file.Name,
        Hash = $"sha256:{file.Sha256}",
        Size = file.Bytes,
        Url = $"{site}/dataset/{dataset}/source/{file.Sha256}",
    };
}
