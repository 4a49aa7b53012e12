using System.Text.Json;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Pages;

/// <summary>What people call an organization in the page's language; the interface itself has one title, CKAN's.</summary>
internal sealed class OrganizationTitles(OrganizationStore organizations, PageTexts texts)
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The title, or the name where there is none.</summary>
    public async Task<string> OfAsync(string name, CancellationToken ct)
    {
        if (_known.TryGetValue(name, out var known))
            return known;
        var found = await organizations.FindAsync(name, isOrganization: true, Caller.Anonymous, ct);
        return _known[name] = found is null
            ? name
            : texts.Pick(JsonSerializer.Deserialize<Dictionary<string, string>>(found.TitleTranslated), found.DisplayName);
    }
}
