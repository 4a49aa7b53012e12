using Catalog.Api.Pages.Datasets;
using Microsoft.AspNetCore.Mvc;

namespace Catalog.Api.Pages.Organizations;

/// <summary>An organization or group with its datasets.</summary>
internal sealed class GroupShow(ListingParts parts) : GroupPage(parts)
{
    public async Task<IActionResult> OnGetAsync(string name, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        await SearchAsync(Common, ct);
        return Page();
    }
}
