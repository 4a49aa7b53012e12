using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Budget;

/// <summary>Design C.3, with babbage's names of parameters (budget-data 4).</summary>
[CkanAction("budget_aggregate", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Add up budget lines by dimensions, exact to the cent, at one version. Amounts of different phases are never added: cut by one phase or drill down by phase.")]
internal sealed class BudgetAggregate(CubeAccess access, CubeReader reader, ISiteAddress site) : CkanAction<BudgetAggregate.Parameters, JsonObject>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset; without it the only cube there is.", Alias = "cube")]
        public string? Id { get; init; }

        [Parameter("Filter: dimension:value, values joined by ;, dimensions by |. Also ranges (fiscal_year:2015..2019), prefixes (level2:6*) and negation (level2:!82;85). Quotes keep a value as it stands.")]
        public string? Cut { get; init; }

        [Parameter("Dimensions to group by, joined by |. Without it one cell.")]
        public string? Drilldown { get; init; }

        [Parameter("amount, count or both, joined by |.")]
        public string? Aggregates { get; init; }

        [Parameter("Terms such as amount:desc,level2; without it by the drilled dimensions.")]
        public string? Order { get; init; }

        [Parameter("Page, from 1.")]
        public int? Page { get; init; }

        [Parameter("Cells of a page: 100, at most 10000; 0 gives totals alone.", Alias = "page_size")]
        public int? Pagesize { get; init; }

        [Parameter("Keep so many members of the first dimension, the largest, and fold the rest into one cell.")]
        public int? Top { get; init; }

        [Parameter("cells, table, series or tree.")]
        public string Shape { get; init; } = "cells";

        [Parameter("The language of labels: el or en. Codes never change with it.")]
        public string? Lang { get; init; }

        [Parameter("A version of the dataset; without it the current one.")]
        public string? Version { get; init; }

        [Parameter("The version that held on this day or at this instant, instead of version.")]
        public string? AsOf { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var words = BudgetWords.Of(p.Lang);
        var request = VersionRequest.Parse(p.Version, p.AsOf);
        if (!BudgetShapes.Names.Contains(p.Shape, StringComparer.Ordinal))
            throw new ValidationException("shape", Nearest.Unknown("shape", p.Shape, BudgetShapes.Names));
        var cube = await access.RequireAsync(p.Id, request, caller, ct);
        var query = CubeQuery.Parse(new CubeQueryText
        {
            Cut = p.Cut, Drilldown = p.Drilldown, Aggregates = p.Aggregates, Order = p.Order, Page = p.Page, Top = p.Top,
            PageSize = p.Pagesize ?? (p.Shape is "series" or "tree" ? CubeQuery.MaxPageSize : null),   // half a tree would have wrong sums
        }, cube.Model);
        return Write(await reader.AggregateAsync(cube, query, words.Language, ct), words, p.Shape, request.IsPinned);
    }

    private JsonObject Write(CubeAnswer answer, BudgetWords words, string shape, bool isPinned)
    {
        var (cube, query) = (answer.Cube, answer.Query);
        var result = new JsonObject
        {
            ["dataset"] = cube.Name,
            ["version"] = cube.Version,
            ["is_current"] = cube.IsCurrent,
            ["published_at"] = Clock.Ckan(cube.PublishedAt),
            ["period"] = cube.Period?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["version_url"] = $"{site.Url}/dataset/{cube.Name}/v/{cube.Version}",
            ["lang"] = words.Language,
            ["currency"] = answer.Currency,
            ["unit"] = words.Unit(answer.Currency),
            ["cut"] = Cut.Join(query.Cuts),
            ["drilldown"] = new JsonArray([.. query.Drilldown.Select(dimension => JsonValue.Create(dimension.Name))]),
            ["order"] = new JsonArray([.. query.Order.Select(term => JsonValue.Create(term.ToString()))]),
            ["page"] = query.Page,
            ["page_size"] = query.PageSize,
            ["cell_count"] = answer.CellCount,
            ["line_count"] = answer.LineCount,
            ["fiscal_years"] = new JsonArray([.. answer.Years.Select(year => JsonValue.Create(year))]),
            ["total"] = answer.Total,
            ["total_note"] = Note(answer, words),
        };
        if (shape == "table")
            BudgetShapes.WriteTable(result, answer, words);
        else if (shape == "series")
            BudgetShapes.WriteSeries(result, answer, words);
        else if (shape == "tree")
            BudgetShapes.WriteTree(result, answer, words);
        else
            result["cells"] = new JsonArray([.. answer.Cells.Select(cell => WriteCell(answer, cell, words, isPinned))]);
        return result;
    }

    private JsonObject WriteCell(CubeAnswer answer, CubeCell cell, BudgetWords words, bool isPinned)
    {
        var json = BudgetShapes.Cell(answer, cell, words);
        var version = isPinned ? $"&version={answer.Cube.Version}" : "";
        json["href"] = DrillLinks.Next(answer, cell) is { } next
            ? $"{site.Url}/api/3/action/budget_aggregate?id={answer.Cube.Name}{version}&cut={Uri.EscapeDataString(Cut.Join(DrillLinks.Cuts(answer, cell)))}&drilldown={next.Name}&lang={words.Language}"
            : null;
        json["records_href"] = DrillLinks.Filters(answer, cell) is { } filters
            ? $"{site.Url}/api/3/action/datastore_search?resource_id={answer.Cube.Tables[cell.Table!.Value].ResourceId}&version={answer.Cube.Version}&filters={Uri.EscapeDataString(filters)}"
            : null;
        return json;
    }

    /// <summary>What somebody must know before using the total, or why there is none.</summary>
    private static string? Note(CubeAnswer answer, BudgetWords words) => answer switch
    {
        { NotAdded: { } dimension } => words.Format("budget.note.not-added", ("dimension", words.Title(answer.Cube.Model.Find(dimension)!))),
        { Total: not null, Years.Count: > 1 } => words.Format("budget.note.years", ("years", string.Join(", ", answer.Years))),
        _ => null,
    };
}
