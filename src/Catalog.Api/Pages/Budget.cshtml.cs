using Catalog.Api.Actions;
using Catalog.Api.Budget;
using Catalog.Api.Charts;
using Catalog.Api.Charts.Drawing;
using Microsoft.AspNetCore.Html;
using OpenData.Core.Cubes;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages;

/// <summary>The budget in pictures and numbers, level by level down to the published rows. Every choice is a link or a plain form (design C.6).</summary>
internal sealed class BudgetPage(CubeAccess access, CubeStore cubes, BudgetExplorer explorer, CallerResolver callers, PageTexts texts) : PortalPage
{
    /// <summary>Rows of the table in the page; all are in the downloads.</summary>
    public const int MostRows = 500;

    /// <summary>Null when no budget is published.</summary>
    public BudgetExhibit? Exhibit { get; private set; }

    /// <summary>Datasets to choose from; empty when there is one.</summary>
    public IReadOnlyList<string> Datasets { get; private set; } = [];

    public BudgetWords Words { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Words = new BudgetWords(texts.Language);
        var caller = await callers.ResolveAsync(ct);
        if (!caller.IsAnonymous)
            Response.Headers.CacheControl = "private, no-store";
        var names = await cubes.ListAsync(caller, ct);
        Datasets = names.Count > 1 ? names : [];
        var name = Asked("dataset") ?? (names.Count > 0 ? names[0] : null);
        if (name is null)
            return;
        var cube = await access.RequireAsync(name, VersionRequest.Parse(Asked("version"), Asked("as_of")), caller, ct);
        Exhibit = await explorer.ShowAsync(cube, Request.Query, Words, texts.Href, ct);
    }

    /// <summary>The picture as part of the page: its slices and bars are links.</summary>
    public static IHtmlContent Picture(ChartData chart) => new HtmlString(SvgWriter.Write(ChartMaker.Draw(chart), chart.Spec.Kind, inPage: true));

    /// <summary>The same picture or numbers as a file, wide enough for print, of this version for ever.</summary>
    public static string Download(ChartData chart, string format) => (chart.Spec with { Width = ChartSpec.DefaultWidth }).Path(format);

    /// <summary>The same of whatever version is current.</summary>
    public static string Current(ChartData chart, string format) => (chart.Spec with { Width = ChartSpec.DefaultWidth, Version = null }).Path(format);
}
