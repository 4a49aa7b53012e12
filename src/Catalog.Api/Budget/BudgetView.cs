using System.Globalization;
using OpenData.Core.Cubes;

namespace Catalog.Api.Budget;

/// <summary>What the page <c>/budget</c> shows: one year, direction and phase, one place in the classification. Its address says all of it.</summary>
internal sealed record BudgetView
{
    /// <summary>Name of the dataset where the reader named one: there may be several.</summary>
    public string? Dataset { get; init; }

    /// <summary>Where the reader pinned one, by its number or by a day.</summary>
    public int? Version { get; init; }

    public required int Year { get; init; }

    public required string Direction { get; init; }

    public required string Phase { get; init; }

    /// <summary>Level and member that the view is cut to, or null at the top.</summary>
    public (Dimension Level, string Member)? At { get; init; }

    /// <summary>Service that the view is cut to, or null for all.</summary>
    public string? Service { get; init; }

    /// <summary>Broken down by service instead of by the next level.</summary>
    public bool ByService { get; init; }

    /// <summary>The path with its parameters, without language.</summary>
    public string Path
    {
        get
        {
            var query = new QueryString();
            if (Dataset is not null)
                query = query.Add("dataset", Dataset);
            if (Version is { } version)
                query = query.Add("version", version.ToString(CultureInfo.InvariantCulture));
            query = query.Add("year", Year.ToString(CultureInfo.InvariantCulture)).Add("direction", Direction).Add("phase", Phase);
            if (At is { } at)
                query = query.Add(at.Level.Name, at.Member);
            if (Service is not null)
                query = query.Add("service", Service);
            return "/budget" + (ByService ? query.Add("by", "service") : query);
        }
    }

    public IReadOnlyList<Cut> Cuts(CubeModel model) => [.. Members(model).Select(pair => Cut.To(pair.Dimension, pair.Member))];

    /// <summary>The dimension whose members are shown.</summary>
    public Dimension By(CubeModel model)
    {
        if (ByService)
            return model.Find("service")!;
        var levels = model.Levels;
        var below = At is { } at ? levels.Index().First(level => level.Item.Name == at.Level.Name).Index + 1 : 0;
        return levels[Math.Min(below, levels.Count - 1)];
    }

    /// <summary>One level down into a member of what is shown; null for a single line, which is in the rows.</summary>
    public BudgetView? Into(CubeModel model, string member)
    {
        var by = By(model);
        if (ByService)
            return member.Length == 0 ? null : this with { Service = member, ByService = false };
        return by.Name == model.Levels[^1].Name ? null : this with { At = (by, member) };
    }

    private IEnumerable<(Dimension Dimension, string Member)> Members(CubeModel model)
    {
        yield return (model.Find("direction")!, Direction);
        yield return (model.Find("fiscal_year")!, Year.ToString(CultureInfo.InvariantCulture));
        yield return (model.Find("phase")!, Phase);
        if (At is { } at)
            yield return (at.Level, at.Member);
        if (Service is not null)
            yield return (model.Find("service")!, Service);
    }
}
