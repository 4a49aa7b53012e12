using Catalog.Api.Organizations;
using Catalog.Api.Pages.Datasets;
using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Errors;

namespace Catalog.Api.Pages.Organizations;

/// <summary>Organizations and groups have the same pages under their own addresses (contract 6.1).</summary>
internal abstract class GroupPage(ListingParts parts) : DatasetListing(parts)
{
    private readonly ListingParts _parts = parts;

    public GroupView Group { get; private set; } = null!;

    /// <summary><c>organization</c> or <c>group</c>: the first part of the address and of the keys of texts.</summary>
    public string Kind => NeutralPath.StartsWith("/group", StringComparison.Ordinal) ? "group" : "organization";

    public override IReadOnlyList<string> FacetFields => Kind == "group" ? ["organization", "tags", "res_format", "license_id"] : ["groups", "tags", "res_format", "license_id"];

    /// <summary>The field of the search that says what belongs to it.</summary>
    public (string Field, string Value) Common => (Kind == "group" ? "groups" : "organization", Group.Name);

    public string Title(PageTexts texts) => texts.Pick(Group.Titles, Group.DisplayName);

    /// <summary>Reads it; a redirect where it was asked for by its id.</summary>
    /// <exception cref="NotFoundException">No such active one of this kind.</exception>
    protected async Task<IActionResult?> LoadAsync(string idOrName, CancellationToken ct)
    {
        var caller = await _parts.Callers.ResolveAsync(ct);
        if (!caller.IsAnonymous)
            Response.Headers.CacheControl = "private, no-store";
        Group = await _parts.Groups.FindAsync(idOrName, Kind == "organization", caller, ct) ?? throw new NotFoundException();
        return Group.Name == idOrName ? null : RedirectTo(NeutralPath.Replace($"/{idOrName}", $"/{Group.Name}", StringComparison.Ordinal));
    }
}
