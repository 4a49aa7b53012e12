using System.Globalization;
using Catalog.Api.Charts;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;

namespace Catalog.Api.Budget;

/// <summary>A choice on the page: a member, its words, and where it leads.</summary>
internal sealed record BudgetChoice(string Member, string Label, string Href, bool IsChosen, string Amount = "");

/// <summary>Everything that <c>/budget</c> shows, from the same queries and charts as the API and the permalinks.</summary>
internal sealed record BudgetExhibit
{
    public required Cube Cube { get; init; }
    public required BudgetView View { get; init; }
    public required IReadOnlyList<BudgetChoice> Years { get; init; }
    public required IReadOnlyList<BudgetChoice> Directions { get; init; }

    /// <summary>With the amount of what is shown in each.</summary>
    public required IReadOnlyList<BudgetChoice> Phases { get; init; }

    /// <summary>From the top to where the reader is.</summary>
    public required IReadOnlyList<BudgetChoice> Crumbs { get; init; }

    /// <summary>By the next level or by service; empty where there is nothing to choose.</summary>
    public required IReadOnlyList<BudgetChoice> Breakdowns { get; init; }
    public required ChartData Pie { get; init; }
    public required ChartData Bar { get; init; }
    public required ChartData Table { get; init; }
}

/// <summary>Finds what a reader of <c>/budget</c> asked for and what else there is to choose.</summary>
internal sealed class BudgetExplorer(CubeReader reader, ChartMaker charts)
{
    /// <summary>Width of the pictures in the page: text stays readable on a phone.</summary>
    private const int ChartWidth = 360;

    /// <summary>Looks up the view of a request; what is not asked for is the latest year, expenditure, the approved budget.</summary>
    /// <exception cref="ValidationException">A year, direction or phase that the budget does not have.</exception>
    public async Task<BudgetExhibit> ShowAsync(Cube cube, IQueryCollection query, BudgetWords words, Func<string, string> href, CancellationToken ct)
    {
        var all = await reader.AggregateAsync(cube, Existing(cube), words.Language, ct);
        var years = Members(all.Cells, 0);
        var year = Choose(query, "year", years, years[^1].Code!);
        var inYear = all.Cells.Where(cell => cell.Members[0].Code == year).ToList();
        var directions = Members(inYear, 1);
        var direction = Choose(query, "direction", directions, directions.FirstOrDefault(member => member.Code == "expenditure", directions[0]).Code!);
        var phases = Members(inYear.Where(cell => cell.Members[1].Code == direction), 2);
        var view = new BudgetView
        {
            Dataset = Text(query, "dataset"),
            Version = Text(query, "version") is null && Text(query, "as_of") is null ? null : cube.Version,
            Year = int.Parse(year, CultureInfo.InvariantCulture),
            Direction = direction,
            // A phase of the other direction is no mistake: the form changes both at once.
            Phase = phases.FirstOrDefault(member => member.Code == Text(query, "phase"), phases[0]).Code!,
            At = cube.Model.Levels.SkipLast(1).Reverse().Select(level => (Level: level, Member: Text(query, level.Name))).Where(pair => pair.Member is not null)
                .Select(pair => ((Dimension, string)?)(pair.Level, pair.Member!)).FirstOrDefault(),
            Service = cube.Model.Find("service") is null ? null : Text(query, "service"),
            ByService = Text(query, "by") == "service" && Text(query, "service") is null && cube.Model.Find("service") is not null,
        };

        return new BudgetExhibit
        {
            Cube = cube,
            View = view,
            Years = Choices(cube, years, year, "fiscal_year", member => view with { Year = int.Parse(member, CultureInfo.InvariantCulture) }, words, href),
            Directions = Choices(cube, directions, direction, "direction", member => view with { Direction = member, At = null, Service = null, ByService = false }, words, href),
            Phases = await PhasesAsync(cube, view, words, href, ct),
            Crumbs = await CrumbsAsync(cube, view, directions.First(member => member.Code == direction), words, href, ct),
            Breakdowns = await BreakdownsAsync(cube, view, words, href, ct),
            Pie = await ChartAsync(cube, view, ChartSpec.Pie, words, href, ct),
            Bar = await ChartAsync(cube, view, ChartSpec.Bar, words, href, ct),
            Table = await ChartAsync(cube, view, ChartSpec.Table, words, href, ct),
        };
    }

    private Task<ChartData> ChartAsync(Cube cube, BudgetView view, string kind, BudgetWords words, Func<string, string> href, CancellationToken ct)
    {
        var spec = new ChartSpec
        {
            Dataset = cube.Name, Version = cube.Version, Kind = kind, Cuts = view.Cuts(cube.Model), By = view.By(cube.Model), Language = words.Language, Width = ChartWidth,
        };
        return charts.MakeAsync(cube, spec, (answer, cell) => Link(view, answer, cell, href), ct);
    }

    /// <summary>One level down, or for a line the rows themselves in the page of their table.</summary>
    private static string? Link(BudgetView view, CubeAnswer answer, CubeCell cell, Func<string, string> href)
    {
        if (cell.Members[0].Code is not { } member)
            return "#table";   // what was folded stands in the table one by one
        if (view.Into(answer.Cube.Model, member) is { } into)
            return href(into.Path);
        if (cell.Table is not { } table || DrillLinks.Cuts(answer, cell).Any(cut => string.IsNullOrEmpty(cut.OnlyMember)))
            return null;
        var query = DrillLinks.Cuts(answer, cell).Aggregate(
            new QueryString().Add("version", answer.Cube.Version.ToString(CultureInfo.InvariantCulture)), (filters, cut) => filters.Add($"f.{cut.Dimension.Name}", cut.OnlyMember!));
        return href($"/dataset/{answer.Cube.Name}/resource/{answer.Cube.Tables[table].ResourceId}") + query;
    }

    private async Task<IReadOnlyList<BudgetChoice>> PhasesAsync(Cube cube, BudgetView view, BudgetWords words, Func<string, string> href, CancellationToken ct)
    {
        var dimension = cube.Model.Find("phase")!;
        var answer = await reader.AggregateAsync(cube, new CubeQuery { Cuts = [.. view.Cuts(cube.Model).Where(cut => cut.Dimension.Name != "phase")], Drilldown = [dimension] }, words.Language, ct);
        return [.. answer.Cells.OrderBy(cell => cell.Members[0].Position ?? int.MaxValue).Select(cell => new BudgetChoice(
            cell.Members[0].Code!, words.Member(dimension, cell.Members[0]), href((view with { Phase = cell.Members[0].Code! }).Path), cell.Members[0].Code == view.Phase, words.Amount(cell.Amount)))];
    }

    private async Task<IReadOnlyList<BudgetChoice>> CrumbsAsync(
        Cube cube, BudgetView view, CubeMember direction, BudgetWords words, Func<string, string> href, CancellationToken ct)
    {
        var top = view with { At = null, Service = null };
        var isTop = view is { At: null, Service: null };
        var crumbs = new List<BudgetChoice>
        {
            new("", words.Member(cube.Model.Find("direction")!, direction), href(top.Path), isTop),
        };
        if (view.Service is not null)
        {
            var service = cube.Model.Find("service")!;
            var members = await MembersAsync(cube, [Cut.To(service, view.Service)], "service", words, ct);
            crumbs.Add(new(view.Service, words.Member(service, members.FirstOrDefault(new CubeMember { Code = view.Service })), href((view with { At = null }).Path), view.At is null));
        }

        if (view.At is not { } at)
            return crumbs;
        var levels = cube.Model.Levels.TakeWhile(level => level.Name != at.Level.Name).Append(at.Level).ToList();
        var answer = await reader.AggregateAsync(cube, new CubeQuery { Cuts = view.Cuts(cube.Model), Drilldown = levels, Aggregates = [CubeModel.Count], PageSize = 1 }, words.Language, ct);
        foreach (var (level, member) in answer.Cells.SelectMany(cell => levels.Zip(cell.Members)))
            crumbs.Add(new(member.Code!, $"{member.Code} {words.Member(level, member)}", href((view with { At = (level, member.Code!), ByService = false }).Path), level.Name == at.Level.Name));
        return crumbs;
    }

    private async Task<IReadOnlyList<BudgetChoice>> BreakdownsAsync(Cube cube, BudgetView view, BudgetWords words, Func<string, string> href, CancellationToken ct)
    {
        if (cube.Model.Find("service") is not { } service || view.Service is not null || (await MembersAsync(cube, view.Cuts(cube.Model), "service", words, ct)).Count < 2)
            return [];
        var level = (view with { ByService = false }).By(cube.Model);
        return
        [
            new(level.Name, words[$"chart.by.{level.Name}"], href((view with { ByService = false }).Path), !view.ByService),
            new(service.Name, words["chart.by.service"], href((view with { ByService = true }).Path), view.ByService),
        ];
    }

    private async Task<IReadOnlyList<CubeMember>> MembersAsync(Cube cube, IReadOnlyList<Cut> cuts, string dimension, BudgetWords words, CancellationToken ct)
    {
        var query = new CubeQuery { Cuts = cuts, Drilldown = [cube.Model.Find(dimension)!], Aggregates = [CubeModel.Count] };
        var answer = await reader.AggregateAsync(cube, query, words.Language, ct);
        return [.. answer.Cells.Select(cell => cell.Members[0]).OrderBy(member => member.Position ?? int.MaxValue)];
    }

    /// <summary>Which years, directions and phases occur together.</summary>
    private static CubeQuery Existing(Cube cube) => new()
    {
        Drilldown = [cube.Model.Find("fiscal_year")!, cube.Model.Find("direction")!, cube.Model.Find("phase")!], Aggregates = [CubeModel.Count], PageSize = CubeQuery.MaxPageSize,
    };

    private static IReadOnlyList<CubeMember> Members(IEnumerable<CubeCell> cells, int dimension) =>
        [.. cells.Select(cell => cell.Members[dimension]).DistinctBy(member => member.Code).OrderBy(member => member.Position ?? int.MaxValue)];

    private static IReadOnlyList<BudgetChoice> Choices(
        Cube cube, IReadOnlyList<CubeMember> members, string chosen, string dimension, Func<string, BudgetView> view, BudgetWords words, Func<string, string> href) =>
        [.. members.Select(member => new BudgetChoice(member.Code!, words.Member(cube.Model.Find(dimension)!, member), href(view(member.Code!).Path), member.Code == chosen))];

    private static string Choose(IQueryCollection query, string name, IReadOnlyList<CubeMember> members, string otherwise)
    {
        var asked = Text(query, name) ?? otherwise;
        return members.Any(member => member.Code == asked)
            ? asked
            : throw new ValidationException(name, Nearest.Unknown(name, asked, [.. members.Select(member => member.Code!)]));
    }

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" => null,
        var text when text.Contains('\0', StringComparison.Ordinal) => throw new ValidationException(name, "Holds a character that is not text"),   // security rule 8
        var text => text,
    };
}
