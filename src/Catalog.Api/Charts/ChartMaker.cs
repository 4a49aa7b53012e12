using Catalog.Api.Budget;
using Catalog.Api.Charts.Drawing;
using Catalog.Api.Hosting;
using Microsoft.Extensions.Options;
using OpenData.Core.Cubes;

namespace Catalog.Api.Charts;

/// <summary>Asks the cube for what a chart shows and puts it into words.</summary>
internal sealed class ChartMaker(CubeReader reader, CubeStore cubes, CodeListStore codes, IOptions<SiteOptions> site)
{
    /// <param name="link">Where an item leads; null: the same kind of chart one level down.</param>
    public async Task<ChartData> MakeAsync(Cube cube, ChartSpec spec, Func<CubeAnswer, CubeCell, string?>? link, CancellationToken ct)
    {
        var words = new BudgetWords(spec.Language);
        var answer = await reader.AggregateAsync(cube, spec.ToQuery(), spec.Language, ct);
        if (spec.By.Name == "phase")
            answer = answer with { Cells = [.. answer.Cells.OrderBy(cell => cell.Members[0].Position ?? int.MaxValue)] };
        var credit = await cubes.CreditAsync(cube, spec.Language, ct);
        var unit = words.Unit(answer.Currency);
        var divides = answer.Total > 0 && answer.Cells.All(cell => cell.Amount >= 0);
        var reading = new List<string>();
        if (unit.Length > 0)
            reading.Add(words.Format("chart.unit", ("unit", unit)));
        if (answer.Total is { } total)
            reading.Add(words.Format("chart.total", ("total", words.Amount(total))));
        if (answer.Total is not null && answer.Years.Count > 1)
            reading.Add(words.Format("chart.years", ("years", string.Join(", ", answer.Years))));

        return new ChartData
        {
            Spec = spec,
            Cube = cube,
            Title = await TitleAsync(cube, spec, answer, words, ct),
            Subtitles = await SubtitlesAsync(cube, spec, words, ct),
            Reading = string.Join(' ', reading),
            Source = words.Format("chart.source", ("publisher", credit.Publisher), ("dataset", credit.Dataset)),
            Edition = words.Format(cube.Period is null ? "chart.version.undated" : "chart.version",
                ("version", words.Number(cube.Version)), ("published", words.Day(cube.PublishedAt)), ("period", cube.Period is { } day ? words.Day(day) : "")),
            Unit = unit,
            Currency = answer.Currency,
            Total = answer.Total,
            Items = [.. answer.Cells.Select(cell => Item(spec, cell, words, unit, divides ? cell.Amount / answer.Total : null) with { Href = (link ?? Drill(spec))(answer, cell) })],
        };
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

    /// <summary>Direction, years, phase and dimension, as far as the chart is of one.</summary>
    private async Task<string> TitleAsync(Cube cube, ChartSpec spec, CubeAnswer answer, BudgetWords words, CancellationToken ct)
    {
        var head = new List<string>();
        if (answer.Query.SingleOf("direction") is { } direction)
            head.Add(await LabelAsync(cube, "direction", direction, words, ct));
        else if (answer.Directions is [var only] && spec.By.Name != "direction")
            head.Add(await LabelAsync(cube, "direction", only, words, ct));
        if (answer.Years.Count > 0 && spec.By.Name != "fiscal_year")
            head.Add(answer.Years.Count == 1 ? $"{answer.Years[0]}" : $"{answer.Years[0]}–{answer.Years[^1]}");
        var tail = new List<string>();
        if (answer.Query.SingleOf("phase") is { } phase)
            tail.Add(await LabelAsync(cube, "phase", phase, words, ct));
        tail.Add(words[$"chart.by.{spec.By.Name}"]);
        return head.Count == 0 ? string.Join(", ", tail) : $"{string.Join(' ', head)}: {string.Join(", ", tail)}";
    }

    /// <summary>The other cuts in words; of a hierarchy only the deepest level, which holds those above.</summary>
    private async Task<IReadOnlyList<string>> SubtitlesAsync(Cube cube, ChartSpec spec, BudgetWords words, CancellationToken ct)
    {
        var lines = new List<string>();
        var levels = cube.Model.Levels.Select(level => level.Name).ToList();
        var deepest = spec.Cuts.Where(cut => cut.OnlyMember is not null && levels.Contains(cut.Dimension.Name)).MaxBy(cut => levels.IndexOf(cut.Dimension.Name));
        foreach (var cut in spec.Cuts)
        {
            var isSaid = cut.OnlyMember is not null && (cut.Dimension.Name is "direction" or "phase" or "fiscal_year" || (levels.Contains(cut.Dimension.Name) && cut != deepest));
            if (isSaid || (cut.Dimension.Name == "fiscal_year" && !cut.IsNegated))
                continue;
            var values = new List<string>();
            foreach (var value in cut.Values)
                values.Add(value is CutValue.Exact { Text: var code } ? await CaptionAsync(cube, cut.Dimension, code, words, ct) : value.ToString()!);
            lines.Add($"{words.Title(cut.Dimension)}{(cut.IsNegated ? $" {words["chart.cut.not"]}" : "")}: {string.Join(", ", values)}");
        }

        return lines;
    }

    private async Task<string> CaptionAsync(Cube cube, Dimension dimension, string code, BudgetWords words, CancellationToken ct)
    {
        var label = words.Member(dimension, new CubeMember { Code = code, Label = await codes.FindLabelAsync(cube, dimension, code, words.Language, ct) });
        return label == code || code.Length == 0 || dimension.Hierarchy is null ? label : $"{code} {label}";
    }

    private async Task<string> LabelAsync(Cube cube, string dimension, string code, BudgetWords words, CancellationToken ct)
    {
        var found = cube.Model.Find(dimension)!;
        return words.Member(found, new CubeMember { Code = code, Label = await codes.FindLabelAsync(cube, found, code, words.Language, ct) });
    }

    /// <summary>The same chart one level down. Absolute only where the site's address is a setting: a host from a request must not get into a picture that is kept for ever.</summary>
    private Func<CubeAnswer, CubeCell, string?> Drill(ChartSpec spec) => (answer, cell) => DrillLinks.Next(answer, cell) is { } next
        ? site.Value.Url + (spec with { Cuts = DrillLinks.Cuts(answer, cell), By = next, Top = null }).Path("svg")
        : null;

    /// <summary>The picture of a chart.</summary>
    public static Scene Draw(ChartData data) => data.Spec.Kind == ChartSpec.Pie ? PieChart.Draw(data) : BarChart.Draw(data);
}
