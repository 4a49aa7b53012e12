namespace Catalog.Api.Pages;

/// <summary>Search, this year's budget in a picture, what changed last, and the catalog in numbers.</summary>
internal sealed class Home(CatalogOverview catalog) : PortalPage
{
    private const int Latest = 5;

    public CatalogOverview.Numbers Numbers { get; private set; } = new();

    public IReadOnlyList<CatalogOverview.Change> Changes { get; private set; } = [];

    /// <summary>Title by language.</summary>
    public static IReadOnlyDictionary<string, string> Titles(CatalogOverview.Change change) =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(change.Titles)!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Numbers = await catalog.CountAsync(ct);
        Changes = await catalog.LatestAsync(Latest, ct);
    }
}
