using System.Text.Json;
using Catalog.Api.Pages.Datasets;
using Microsoft.AspNetCore.Mvc;

namespace Catalog.Api.Pages.Organizations;

/// <summary>What an organization or group says of itself: its whole description and its own fields.</summary>
internal sealed class GroupAbout(ListingParts parts) : GroupPage(parts)
{
    public IReadOnlyList<KeyValuePair<string, string>> Extras { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        Extras = [.. JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Group.Extras)!
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : pair.Value.GetRawText()))
            .Where(pair => pair.Value.Length > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        return Page();
    }
}
