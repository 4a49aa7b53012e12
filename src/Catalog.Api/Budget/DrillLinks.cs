using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Cubes;

namespace Catalog.Api.Budget;

/// <summary>From a cell to what is behind it: the next level of the query, and the rows themselves.</summary>
internal static class DrillLinks
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The cuts that leave exactly the lines of the cell.</summary>
    public static IReadOnlyList<Cut> Cuts(CubeAnswer answer, CubeCell cell)
    {
        var cuts = answer.Query.Cuts.ToList();
        foreach (var (i, dimension) in answer.Query.Drilldown.Index())
        {
            cuts.RemoveAll(cut => cut.Dimension.Name == dimension.Name && !(cell.IsOther && i == 0));
            if (!cell.IsOther || i > 0)
                cuts.Add(Cut.To(dimension, cell.Members[i].Code!));
            else
                cuts.Add(new Cut { Dimension = dimension, IsNegated = true, Values = [.. Kept(answer).Select(code => new CutValue.Exact(code))] });
        }

        return cuts;
    }

    /// <summary>The dimension that shows more of the cell: the level below, or the first level that is open; null where a cell is one code.</summary>
    public static Dimension? Next(CubeAnswer answer, CubeCell cell)
    {
        if (cell.IsOther)
            return answer.Query.Drilldown[0];
        var levels = answer.Cube.Model.Levels;
        var cuts = Cuts(answer, cell);
        var deepest = levels.Index().LastOrDefault(level => cuts.Any(cut => cut.Dimension.Name == level.Item.Name && cut.OnlyMember is not null), (Index: -1, Item: null!));
        return levels.ElementAtOrDefault(deepest.Index + 1);
    }

    /// <summary>
    /// <c>filters</c> of <c>datastore_search</c> for the lines of the cell, or null where they cannot be said so: ranges, prefixes, negations, blank members,
    /// or lines of several tables.
    /// </summary>
    public static string? Filters(CubeAnswer answer, CubeCell cell)
    {
        var cuts = Cuts(answer, cell);
        if (cell.Table is null || cuts.Any(cut => cut.IsNegated || cut.Values.Any(value => value is not CutValue.Exact { Text.Length: > 0 }))
            || cuts.DistinctBy(cut => cut.Dimension.Name).Count() < cuts.Count)
            return null;
        var filters = new JsonObject();
        foreach (var cut in cuts)
        {
            var values = cut.Values.Cast<CutValue.Exact>().Select(value => Value(cut.Dimension, value.Text)).ToArray();
            filters[cut.Dimension.Name] = values is [var one] ? one : new JsonArray(values);
        }

        return filters.ToJsonString(Readable);
    }

    private static JsonValue Value(Dimension dimension, string text) =>
        dimension.IsNumber ? JsonValue.Create(int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)) : JsonValue.Create(text);

    private static IEnumerable<string> Kept(CubeAnswer answer) => answer.Cells.Where(cell => !cell.IsOther).Select(cell => cell.Members[0].Code!).Distinct();
}
