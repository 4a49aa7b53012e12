using Catalog.Api.Actions;
using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages.Datasets;

/// <summary>What the pages of a dataset read from.</summary>
internal sealed class DatasetParts(PackageStore packages, PackageAccess access, VersionStore versions, CallerResolver callers, OrganizationTitles organizations)
{
    public PackageStore Packages => packages;
    public PackageAccess Access => access;
    public VersionStore Versions => versions;
    public CallerResolver Callers => callers;
    public OrganizationTitles Organizations => organizations;
}

/// <summary>A page about one dataset: found by name for those who may read it, and nobody else learns that it is there (contract 6.1).</summary>
internal abstract class DatasetPage(DatasetParts parts) : PortalPage
{
    public Package Package { get; private set; } = null!;

    /// <summary>Title of the organization in the page's language; empty where nobody owns the dataset.</summary>
    public string Publisher { get; private set; } = "";

    /// <summary>Whether the reader may change it.</summary>
    public bool MayEdit { get; private set; }

    /// <summary>Versions that a page knows without being asked for an older one.</summary>
    private const int VersionsKnown = 100;

    /// <summary>The newest ones, newest first.</summary>
    public IReadOnlyList<DatasetVersion> Versions { get; private set; } = [];

    public DatasetVersion? Current { get; private set; }

    /// <summary>Versions that are older than those the page knows.</summary>
    public int MoreVersions { get; private set; }

    /// <summary>The dataset's own address, without language.</summary>
    public string DatasetPath => $"/dataset/{Package.Name}";

    /// <summary>What people call the resource of that name.</summary>
    public string TitleOf(string resource, PageTexts texts) =>
        texts.Pick(Package.Resources.FirstOrDefault(other => other.Name == resource)?.TitleTranslated, resource);

    /// <summary>Reads the dataset; a redirect where it was asked for by its id.</summary>
    /// <exception cref="NotFoundException">No such dataset.</exception>
    /// <exception cref="NotAuthorizedException">Not for this caller.</exception>
    protected async Task<IActionResult?> LoadAsync(string idOrName, CancellationToken ct)
    {
        var caller = await parts.Callers.ResolveAsync(ct);
        if (!caller.IsAnonymous)
            Response.Headers.CacheControl = "private, no-store";
        var readable = await parts.Access.RequireReadAsync(idOrName, caller, ct);
        if (readable.Name != idOrName)
            return RedirectTo(NeutralPath.Replace($"/{idOrName}", $"/{readable.Name}", StringComparison.Ordinal));
        MayEdit = parts.Access.MayEdit(readable, caller);
        Package = await parts.Packages.FindAsync(idOrName, ct) ?? throw new NotFoundException();
        Publisher = Package.Organization is { } organization ? await parts.Organizations.OfAsync(organization.Name, ct) : "";
        Versions = await parts.Versions.ListAsync(Package.Id, ct, VersionsKnown);
        MoreVersions = Versions.Count < VersionsKnown ? 0 : await parts.Versions.CountListedBelowAsync(Package.Id, Versions[^1].Version, ct);
        Current = readable.CurrentVersion > 0 ? await FindVersionAsync(readable.CurrentVersion, ct) : null;
        return null;
    }

    /// <summary>A version that can be read.</summary>
    /// <exception cref="NotFoundException">Never published.</exception>
    /// <exception cref="GoneException">Withdrawn or expired.</exception>
    protected async Task<DatasetVersion> RequireVersionAsync(int number, CancellationToken ct) => await FindVersionAsync(number, ct) switch
    {
        null or { State: "draft" } => throw new NotFoundException($"Version {number}"),
        { State: "withdrawn" or "expired" } gone => throw new GoneException($"Version {number} of {Package.Name} was {gone.State}"),
        var version => version,
    };

    /// <summary>Any version, or null.</summary>
    protected async Task<DatasetVersion?> FindVersionAsync(int number, CancellationToken ct) =>
        Versions.FirstOrDefault(version => version.Version == number) ?? await parts.Versions.FindAsync(Package.Id, number, ct);
}
