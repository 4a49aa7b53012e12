using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages.Datasets;

/// <summary>A dataset, as it is now or at the version that the address pins.</summary>
internal sealed class DatasetShow(DatasetParts parts) : DatasetPage(parts)
{
    /// <summary>Versions that stand on the page before the reader asks for all.</summary>
    public const int VersionsShown = 5;

    /// <summary>The version shown; null where nothing was published.</summary>
    public DatasetVersion? Version { get; private set; }

    /// <summary>Whether the address names the version.</summary>
    public bool IsPinned { get; private set; }

    public async Task<IActionResult> OnGetAsync(string name, int? version, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        IsPinned = version is not null;
        Version = version is { } number ? await RequireVersionAsync(number, ct) : Current;
        return Page();
    }

    /// <summary>The permanent address of the version shown.</summary>
    public string PinnedUrl => Version is { } version ? $"{Site}{DatasetPath}/v/{version.Version}" : $"{Site}{DatasetPath}";

    /// <summary>What a sentence that cites the shown version is made of, but for its hash: versions written by API may have none yet.</summary>
    public (string Name, string Value)[] Citation(PageTexts texts, string title) => Version is not { } version ? [] :
    [
        ("publisher", Publisher.Length > 0 ? Publisher : SiteTitle), ("title", title), ("v", $"{version.Version}"), ("label", version.Label),
        ("date", texts.DayOf(version.PublishedAt)), ("url", PinnedUrl),
    ];

    /// <summary>What of the resource was published at the version shown, or null.</summary>
    public ResourceChange? Published(Resource resource) => Version?.Resources.FirstOrDefault(change => change.ResourceId == resource.Id);

    /// <summary>The resource's page, at the version shown where the address pins it.</summary>
    public string TablePath(Resource resource) => $"{DatasetPath}/resource/{resource.Id}" + (IsPinned ? $"?version={Version!.Version}" : "");

    /// <summary>The published version before <paramref name="version"/>, or null.</summary>
    public DatasetVersion? Before(DatasetVersion version) =>
        version.BaseVersion > 0 ? Versions.FirstOrDefault(other => other.Version == version.BaseVersion && other.State == "published") : null;

    public static IReadOnlyList<SourceFile> Files(DatasetVersion version) => [.. version.Resources.SelectMany(resource => resource.Files).DistinctBy(file => file.Sha256)];

    /// <summary>Changes over all resources, against the version's base.</summary>
    public static (int Base, long Added, long Changed, long Removed) Counts(DatasetVersion version) =>
        (version.BaseVersion, version.Resources.Sum(r => (long)r.Added), version.Resources.Sum(r => (long)r.Changed), version.Resources.Sum(r => (long)r.Removed));

    public string JsonLd(PageTexts texts) => Datasets.JsonLd.Of(this, texts);
}
