using System.Globalization;
using System.Text.Json.Nodes;
using OpenData.Core.Cubes;
using OpenData.Core.Errors;

namespace Catalog.Api.Budget;

/// <summary>The cells of an answer in the forms that chart libraries eat (design C.3). Amounts are number literals with all their decimals.</summary>
internal static class BudgetShapes
{
    /// <summary><c>cells</c>: flat objects; <c>table</c>: columns and rows; <c>series</c>: categories and one list of numbers a series; <c>tree</c>: nested nodes.</summary>
    public static readonly IReadOnlyList<string> Names = ["cells", "table", "series", "tree"];

    /// <summary>A code in JSON: a number where the dimension is one; null for the folded rest.</summary>
    public static JsonNode? Code(Dimension dimension, CubeMember member) => member.Code switch
    {
        null => null,
        var code when dimension.IsNumber => JsonValue.Create(int.Parse(code, CultureInfo.InvariantCulture)),
        var code => JsonValue.Create(code),
    };

    /// <summary>One cell as a flat object: each drilled dimension with its label, then what was asked for.</summary>
    public static JsonObject Cell(CubeAnswer answer, CubeCell cell, BudgetWords words)
    {
        var json = new JsonObject();
        foreach (var (dimension, member) in answer.Query.Drilldown.Zip(cell.Members))
        {
            json[dimension.Name] = Code(dimension, member);
            json[$"{dimension.Name}_label"] = words.Member(dimension, member, cell.FoldedMembers);
        }

        foreach (var aggregate in answer.Query.Aggregates)
            json[aggregate] = Value(cell, aggregate);
        if (answer.Query.Top is not null)
            json["is_other"] = cell.IsOther;
        return json;
    }

    /// <summary><c>{columns, rows}</c>: what ECharts calls a dataset's source and Google an array.</summary>
    public static void WriteTable(JsonObject result, CubeAnswer answer, BudgetWords words)
    {
        result["columns"] = new JsonArray([.. answer.Query.Drilldown.SelectMany(d => new[] { d.Name, $"{d.Name}_label" }).Concat(answer.Query.Aggregates).Select(name => JsonValue.Create(name))]);
        result["rows"] = new JsonArray([.. answer.Cells.Select(cell => new JsonArray([
            .. answer.Query.Drilldown.Zip(cell.Members).SelectMany(pair => new[] { Code(pair.First, pair.Second), JsonValue.Create(words.Member(pair.First, pair.Second, cell.FoldedMembers)) }),
            .. answer.Query.Aggregates.Select(aggregate => Value(cell, aggregate))]))]);
    }

    /// <summary><c>{categories, series: [{name, data}]}</c>: the first dimension makes the categories, a second one the series; a gap is null.</summary>
    public static void WriteSeries(JsonObject result, CubeAnswer answer, BudgetWords words)
    {
        var drilldown = answer.Query.Drilldown;
        if (drilldown.Count is 0 or > 2)
            throw new ValidationException("shape", "The shape series needs a drilldown by one or two dimensions");
        var categories = answer.Cells.Select(cell => (cell.Members[0], cell.FoldedMembers)).DistinctBy(pair => pair.Item1.Code).ToList();
        result["categories"] = new JsonArray([.. categories.Select(pair => JsonValue.Create(words.Member(drilldown[0], pair.Item1, pair.FoldedMembers)))]);
        result["category_codes"] = new JsonArray([.. categories.Select(pair => Code(drilldown[0], pair.Item1))]);

        if (drilldown.Count == 1)
        {
            result["series"] = new JsonArray([.. answer.Query.Aggregates.Select(aggregate => new JsonObject
            {
                ["name"] = aggregate, ["data"] = new JsonArray([.. answer.Cells.Select(cell => Value(cell, aggregate))]),
            })]);
            return;
        }

        var aggregate = answer.Query.Aggregates[0];
        var cells = answer.Cells.ToDictionary(cell => (cell.Members[0].Code ?? "\0", cell.Members[1].Code));
        result["series"] = new JsonArray([.. answer.Cells.Select(cell => cell.Members[1]).DistinctBy(member => member.Code).Select(member => new JsonObject
        {
            ["name"] = words.Member(drilldown[1], member),
            ["code"] = Code(drilldown[1], member),
            ["data"] = new JsonArray([.. categories.Select(pair => cells.TryGetValue((pair.Item1.Code ?? "\0", member.Code), out var cell) ? (JsonNode)Value(cell, aggregate) : null)]),
        })]);
    }

    /// <summary><c>{name, code, value, children}</c>. A value is the sum of its children, and null where they are views of the same money.</summary>
    public static void WriteTree(JsonObject result, CubeAnswer answer, BudgetWords words)
    {
        if (answer.Cells.Count < answer.CellCount)
            throw new ValidationException("shape", $"A tree is whole: the query has {answer.CellCount} cells, a tree at most {CubeQuery.MaxPageSize} and no pages. Cut more or leave out page and pagesize");
        result["tree"] = Node(answer, words, null, [.. answer.Cells], 0);
    }

    private static JsonObject Node(CubeAnswer answer, BudgetWords words, CubeCell? at, IReadOnlyList<CubeCell> cells, int depth)
    {
        var drilldown = answer.Query.Drilldown;
        var adds = answer.NotAdded is null || !drilldown.Skip(depth).Any(dimension => dimension.IsAlternative);
        var node = new JsonObject
        {
            ["name"] = at is null ? words["budget.all"] : words.Member(drilldown[depth - 1], at.Members[depth - 1], at.FoldedMembers),
            ["code"] = at is null ? null : Code(drilldown[depth - 1], at.Members[depth - 1]),
            ["value"] = adds ? JsonValue.Create(cells.Aggregate(0m, (sum, cell) => sum + cell.Amount)) : null,
        };
        if (depth < drilldown.Count)
        {
            node["children"] = new JsonArray([.. cells.GroupBy(cell => cell.Members[depth].Code ?? "\0")
                .Select(group => Node(answer, words, group.First(), [.. group], depth + 1))]);
        }

        return node;
    }

    private static JsonValue Value(CubeCell cell, string aggregate) => aggregate == CubeModel.Amount ? JsonValue.Create(cell.Amount) : JsonValue.Create(cell.Count);
}
