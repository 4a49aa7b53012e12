using Catalog.Api.Organizations;
using Microsoft.AspNetCore.Mvc;

namespace Catalog.Api.Pages.Datasets;

/// <summary>The groups that a dataset is in (contract 6.1).</summary>
internal sealed class DatasetGroups(DatasetParts parts, GroupReader groups) : DatasetPage(parts)
{
    private readonly DatasetParts _parts = parts;

    /// <summary>By name.</summary>
    public IReadOnlyList<GroupView> Groups { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        var caller = await _parts.Callers.ResolveAsync(ct);
        var found = new List<GroupView>();
        foreach (var group in Package.Groups)
        {
            if (await groups.FindAsync(group.Name, isOrganization: false, caller, ct) is { } view)
                found.Add(view);
        }

        Groups = found;
        return Page();
    }
}
