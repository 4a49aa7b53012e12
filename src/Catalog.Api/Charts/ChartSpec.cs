using System.Globalization;
using Catalog.Api.Budget;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace Catalog.Api.Charts;

/// <summary>
/// What a chart shows and how: one picture, one canonical address (design C.4). <c>/chart/{dataset}/{kind}.{format}?…</c> is of the current version,
/// <c>/chart/{dataset}/v/{version}/{kind}.{format}?…</c> the same for ever.
/// </summary>
internal sealed record ChartSpec
{
    public const int DefaultWidth = 720, MinWidth = 320, MaxWidth = 1600;

    public const string Pie = "pie", Bar = "bar", Table = "table";

    public static readonly IReadOnlyList<string> Kinds = [Pie, Bar, Table];

    /// <summary>Name of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>A version for ever, or null for the current one.</summary>
    public int? Version { get; init; }

    /// <summary><see cref="Table"/> has numbers only: all members, nothing folded.</summary>
    public required string Kind { get; init; }

    public required IReadOnlyList<Cut> Cuts { get; init; }

    /// <summary>The one dimension whose members are slices, bars or rows.</summary>
    public required Dimension By { get; init; }

    /// <summary>Members shown at most, "other" among them; null: the kind's own.</summary>
    public int? Top { get; init; }

    public required string Language { get; init; }

    /// <summary>Units of the picture, which are pixels of an SVG; a PNG has twice as many.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>Formats of a kind.</summary>
    public static IReadOnlyList<string> Formats(string kind) => kind == Table ? ["csv", "json"] : ["svg", "png", "csv", "json"];

    /// <summary>The address without host.</summary>
    public string Path(string format)
    {
        var version = Version is { } v ? string.Create(CultureInfo.InvariantCulture, $"/v/{v}") : "";
        return $"/chart/{Uri.EscapeDataString(Dataset)}{version}/{Kind}.{format}{Query}";
    }

    /// <summary>The parameters in their one order; what is as by default is left out.</summary>
    private QueryString Query
    {
        get
        {
            var query = new QueryString();
            if (Cuts.Count > 0)
                query = query.Add("cut", Cut.Join(Cuts));
            query = query.Add("drilldown", By.Name);
            if (Language != TextCatalog.Languages[0])
                query = query.Add("lang", Language);
            if (Top is { } top)
                query = query.Add("top", top.ToString(CultureInfo.InvariantCulture));
            return Width == DefaultWidth ? query : query.Add("width", Width.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The query behind the chart: largest first, unless the members have an order of their own.</summary>
    public CubeQuery ToQuery()
    {
        var folds = By.Name is not ("phase" or "fiscal_year" or "direction");
        return new CubeQuery
        {
            Cuts = Cuts,
            Drilldown = [By],
            Order = folds ? [new OrderTerm(CubeModel.Amount, true)] : [],
            PageSize = CubeQuery.MaxPageSize,
            Top = Top ?? (folds ? Kind switch { Pie => 7, Bar => 20, _ => null } : null),
            TopCountsOther = true,
        };
    }

    /// <exception cref="ValidationException">A parameter cannot be read; <c>drilldown</c> names not exactly one dimension.</exception>
    /// <exception cref="BadQueryException">The chart would add phases.</exception>
    public static ChartSpec Parse(Cube cube, string kind, int? pinned, IQueryCollection query)
    {
        var parsed = CubeQuery.Parse(new CubeQueryText { Cut = query["cut"], Drilldown = query["drilldown"], Top = Number(query, "top", 2, 200) }, cube.Model);
        if (parsed.Drilldown is not [var by])
            throw new ValidationException("drilldown", $"A chart shows the members of one dimension. Accepted: {string.Join(", ", cube.Model.Dimensions.Select(d => d.Name))}");
        return new ChartSpec
        {
            Dataset = cube.Name,
            Version = pinned,
            Kind = kind,
            Cuts = parsed.Cuts,
            By = by,
            Top = parsed.Top,
            Language = BudgetWords.Of(query["lang"]).Language,
            Width = Number(query, "width", MinWidth, MaxWidth) ?? DefaultWidth,
        };
    }

    private static int? Number(IQueryCollection query, string name, int min, int max)
    {
        if (!query.TryGetValue(name, out var text) || text.ToString().Length == 0)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new ValidationException(name, $"Must be a whole number between {min} and {max}");
    }
}
