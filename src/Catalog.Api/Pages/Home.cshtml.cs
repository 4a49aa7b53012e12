using Catalog.Api.Budget;
using OpenData.Core.Access;
using OpenData.Core.Cubes;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages;

/// <summary>Search, this year's budget in a picture, what changed last, and the catalog in numbers.</summary>
internal sealed class Home(CatalogOverview catalog, CubeStore cubes, CubeAccess access, BudgetExplorer explorer, PageTexts texts) : PortalPage
{
    private const int Latest = 5;

    public CatalogOverview.Numbers Numbers { get; private set; } = new();

    public IReadOnlyList<CatalogOverview.Change> Changes { get; private set; } = [];

    /// <summary>A currency as people write it behind an amount.</summary>
    public static string Sign(string? currency) => currency == "EUR" ? "€" : currency ?? "";

    /// <summary>Title by language.</summary>
    public static IReadOnlyDictionary<string, string> Titles(CatalogOverview.Change change) =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(change.Titles)!;

    /// <summary>What <c>/budget</c> shows first: the latest year of the first budget; null when there is none.</summary>
    public BudgetExhibit? Budget { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Numbers = await catalog.CountAsync(ct);
        Changes = await catalog.LatestAsync(Latest, ct);
        if (await cubes.ListAsync(Caller.Anonymous, ct) is [var budget, ..])
        {
            var cube = await access.RequireAsync(budget, VersionRequest.Current, Caller.Anonymous, ct);
            Budget = await explorer.ShowAsync(cube, QueryCollection.Empty, new BudgetWords(texts.Language), texts.Href, ct);
        }
    }
}
