using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages.Datasets;

/// <summary>The columns of a table with their types and meanings: CKAN's page of that address is for editors, and not there for others (contract 6.1). Readers have the same on the resource's page.</summary>
internal sealed class ResourceDictionary(DatasetParts parts) : DatasetPage(parts)
{
    private readonly VersionStore _versions = parts.Versions;

    public Resource Resource { get; private set; } = null!;

    public VersionBound At { get; private set; } = null!;

    /// <exception cref="NotFoundException">No such resource, one without a table, or no editor.</exception>
    public async Task<IActionResult> OnGetAsync(string name, string id, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        if (!MayEdit)
            throw new NotFoundException();
        Resource = Package.Resources.FirstOrDefault(resource => resource.Id.ToString() == id) ?? throw new NotFoundException();
        At = await _versions.FindBoundAsync(Resource.Id, VersionRequest.Parse(Asked("version"), Asked("as_of")), ct) ?? throw new NotFoundException();
        return Page();
    }
}
