using Catalog.Api.Budget;
using Catalog.Api.Charts.Drawing;
using Catalog.Api.Hosting;
using Microsoft.Extensions.Options;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;

namespace Catalog.Api.Charts;

/// <summary>Asks the cube for what a chart shows and puts it into words.</summary>
internal sealed class ChartMaker(CubeReader reader, CubeStore cubes, CodeListStore codes, IOptions<SiteOptions> site)
{
    /// <param name="link">Where an item leads; null: the same kind of chart one level down.</param>
    public async Task<ChartData> MakeAsync(Cube cube, ChartSpec spec, Func<CubeAnswer, CubeCell, string?>? link, CancellationToken ct)
    {
        var words = new BudgetWords(spec.Language);
        var answer = await reader.AggregateAsync(cube, spec.ToQuery(), spec.Language, ct);
        if (answer.CellCount > answer.Cells.Count)
            throw new ValidationException("cut", $"There are {answer.CellCount} members, and a chart tells of {CubeQuery.MaxPageSize} at most: cut more or give top");
        if (spec.By.Name == "phase")
            answer = answer with { Cells = [.. answer.Cells.OrderBy(cell => cell.Members[0].Position ?? int.MaxValue)] };
        var credit = await cubes.CreditAsync(cube, spec.Language, ct);
        var labels = await CutLabels.FindAsync(codes, cube, spec, answer, words, ct);
        var unit = words.Unit(answer.Currency);
        var divides = answer.Total > 0 && answer.Cells.All(cell => cell.Amount >= 0);
        return new ChartData
        {
            Spec = spec,
            Cube = cube,
            Title = labels.Title(),
            Subtitles = labels.Subtitles(),
            Reading = Reading(answer, words, unit),
            Source = words.Format("chart.source", ("publisher", credit.Publisher), ("dataset", credit.Dataset)),
            Edition = words.Format(cube.Period is null ? "chart.version.undated" : "chart.version",
                ("version", words.Number(cube.Version)), ("published", words.Day(cube.PublishedAt)), ("period", cube.Period is { } day ? words.Day(day) : "")),
            Unit = unit,
            Currency = answer.Currency,
            Total = answer.Total,
            Items = [.. answer.Cells.Select(cell => Item(spec, cell, words, unit, divides ? cell.Amount / answer.Total : null) with { Href = (link ?? Drill(spec))(answer, cell) })],
        };
    }

    private static string Reading(CubeAnswer answer, BudgetWords words, string unit)
    {
        var reading = new List<string>();
        if (unit.Length > 0)
            reading.Add(words.Format("chart.unit", ("unit", unit)));
        if (answer.Total is { } total)
            reading.Add(words.Format("chart.total", ("total", words.Amount(total))));
        if (answer.Total is not null && answer.Years.Count > 1)
            reading.Add(words.Format("chart.years", ("years", string.Join(", ", answer.Years))));
        return string.Join(' ', reading);
    }

    private static ChartItem Item(ChartSpec spec, CubeCell cell, BudgetWords words, string unit, decimal? share)
    {
        var label = words.Member(spec.By, cell.Members[0], cell.FoldedMembers);
        var item = new ChartItem
        {
            Code = cell.Members[0].Code,
            Label = label,
            Caption = spec.By.Hierarchy is null || cell.Members[0].Code is not { Length: > 0 } code || code == label ? label : $"{code} {label}",
            Amount = cell.Amount,
            AmountText = words.Amount(cell.Amount),
            Count = cell.Count,
            Share = share,
            ShareText = share is { } part ? words.Percent(part) : "",
            Sentence = "",
            Cell = cell,
        };
        return item with
        {
            Sentence = words.Format(share is null ? "chart.item" : "chart.item.share",
                ("label", item.Caption), ("amount", item.AmountText), ("unit", unit), ("share", item.ShareText)),
        };
    }

    /// <summary>The same chart one level down. Absolute only where the site's address is a setting: a host from a request must not get into a picture that is kept for ever.</summary>
    private Func<CubeAnswer, CubeCell, string?> Drill(ChartSpec spec) => (answer, cell) => DrillLinks.Next(answer, cell) is { } next
        ? site.Value.Url + (spec with { Cuts = DrillLinks.Cuts(answer, cell), By = next, Top = null }).Path("svg")
        : null;

    /// <summary>The picture of a chart.</summary>
    public static Scene Draw(ChartData data) => data.Spec.Kind == ChartSpec.Pie ? PieChart.Draw(data) : BarChart.Draw(data);
}
