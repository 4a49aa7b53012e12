using OpenData.Core.Errors;

namespace OpenData.Core.Cubes;

/// <summary>A query as the caller wrote it: babbage's parameters (budget-data 4) and <c>top</c>.</summary>
public sealed record CubeQueryText
{
    public string? Cut { get; init; }

    public string? Drilldown { get; init; }

    public string? Aggregates { get; init; }

    public string? Order { get; init; }

    public int? Page { get; init; }

    public int? PageSize { get; init; }

    public int? Top { get; init; }
}

/// <summary>One term of <c>order</c>: a drilled dimension or an aggregate.</summary>
public sealed record OrderTerm(string Name, bool Descending)
{
    public override string ToString() => $"{Name}:{(Descending ? "desc" : "asc")}";
}

/// <summary>A query that fits its model; every name in it is one of the model's.</summary>
public sealed record CubeQuery
{
    public const int DefaultPageSize = 100, MaxPageSize = 10_000, MaxTop = 1_000;

    public IReadOnlyList<Cut> Cuts { get; init; } = [];

    /// <summary>Dimensions to group by, in the order asked for; empty gives one cell.</summary>
    public IReadOnlyList<Dimension> Drilldown { get; init; } = [];

    /// <summary>What the answer tells of each cell; never empty. Without <c>amount</c> nothing is added, so that no rule about adding holds.</summary>
    public IReadOnlyList<string> Aggregates { get; init; } = CubeModel.Aggregates;

    /// <summary>Empty: by the drilled dimensions, or with <see cref="Top"/> by amount, largest first.</summary>
    public IReadOnlyList<OrderTerm> Order { get; init; } = [];

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>0: no cells, but count and total.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>Members of the first drilled dimension that stay; the rest is folded into one. Null: all stay.</summary>
    public int? Top { get; init; }

    /// <summary>With <see cref="Top"/>: that many members in all, "other" counted; a picture has room for so many.</summary>
    public bool TopCountsOther { get; init; }

    /// <summary>Everything that decides the answer, as text.</summary>
    internal string Key => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Cut.Join(Cuts)}\n{string.Join('|', Drilldown.Select(d => d.Name))}\n{string.Join('|', Aggregates)}\n{string.Join(',', Order)}\n{Page} {PageSize} {Top} {TopCountsOther}");

    /// <summary>The one member of that dimension that the cuts leave, or null.</summary>
    public string? SingleOf(string dimension) =>
        Cuts.Where(cut => cut.Dimension.Name == dimension).Select(cut => cut.OnlyMember).FirstOrDefault(member => member is not null);

    /// <summary>Whether any cut names the dimension.</summary>
    public bool IsCutBy(string dimension) => Cuts.Any(cut => cut.Dimension.Name == dimension);

    public bool DrillsBy(string dimension) => Drilldown.Any(drilled => drilled.Name == dimension);

    /// <exception cref="ValidationException">An unknown name or a value that cannot be one: all problems at once.</exception>
    /// <exception cref="BadQueryException">The query would add phases (design 0.1).</exception>
    public static CubeQuery Parse(CubeQueryText text, CubeModel model)
    {
        var problems = new QueryProblems();
        var drilldown = Names(text.Drilldown, '|').Select(name => problems.Dimension("drilldown", name, model)).OfType<Dimension>().DistinctBy(d => d.Name).ToList();
        var query = new CubeQuery
        {
            Cuts = CutParser.Parse(text.Cut ?? "", model, problems),
            Drilldown = drilldown,
            Aggregates = Names(text.Aggregates, '|') is { Length: > 0 } named ? named : CubeModel.Aggregates,
            Order = [.. Names(text.Order, ',').Select(term => ReadOrder(term, drilldown, problems)).OfType<OrderTerm>()],
            Page = Math.Max(text.Page ?? 1, 1),
            PageSize = Math.Clamp(text.PageSize ?? DefaultPageSize, 0, MaxPageSize),
            Top = text.Top,
        };
        foreach (var aggregate in Names(text.Aggregates, '|').Where(name => !CubeModel.Aggregates.Contains(name, StringComparer.Ordinal)))
            problems.Add("aggregates", Nearest.Unknown("aggregate", aggregate, CubeModel.Aggregates));
        if (text.Top is < 1 or > MaxTop)
            problems.Add("top", $"Must be between 1 and {MaxTop}");
        if (text.Top is not null && Names(text.Drilldown, '|').Length == 0)
            problems.Add("top", "Needs a drilldown whose members it keeps");
        problems.Throw();

        query.RequireOnePhase(model);
        return query;
    }

    /// <summary>Phases are views of the same lines: the one mistake that a query alone shows, whatever the data are.</summary>
    private void RequireOnePhase(CubeModel model)
    {
        if (!Aggregates.Contains(CubeModel.Amount, StringComparer.Ordinal) || model.Find("phase") is null || SingleOf("phase") is not null || DrillsBy("phase"))
            return;
        throw new BadQueryException("phase",
            "Phases are alternative views of the same budget lines, so their amounts are never added. Cut by exactly one (cut=phase:paid) or drill down by phase.");
    }

    private static OrderTerm? ReadOrder(string text, IReadOnlyList<Dimension> drilldown, QueryProblems problems)
    {
        var parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
        string[] accepted = [.. CubeModel.Aggregates, .. drilldown.Select(dimension => dimension.Name)];
        if (!accepted.Contains(parts[0], StringComparer.Ordinal))
            problems.Add("order", Nearest.Unknown("dimension or aggregate", parts[0], accepted));
        else if (parts.Length == 2 && parts[1] is not ("asc" or "desc"))
            problems.Add("order", Nearest.Unknown("direction of order", parts[1], ["asc", "desc"]));
        else
            return new OrderTerm(parts[0], parts is [_, "desc"]);
        return null;
    }

    private static string[] Names(string? text, char separator) =>
        (text ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
