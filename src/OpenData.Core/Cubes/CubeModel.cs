using OpenData.Core.Versions;

namespace OpenData.Core.Cubes;

/// <summary>
/// The dimensions and aggregates that a cube can be asked for: a closed list, from which alone names reach SQL. A published table is part of a cube when it
/// has the columns of a budget in long form (design C.2, 0.1).
/// </summary>
public sealed record CubeModel
{
    /// <summary>Sum of the amounts, exact.</summary>
    public const string Amount = "amount";

    /// <summary>Number of budget lines.</summary>
    public const string Count = "count";

    /// <summary>The economic classification: chapter, group, subgroup, class, line.</summary>
    public const string Economic = "economic";

    public static readonly IReadOnlyList<string> Aggregates = [Amount, Count];

    private static readonly Dimension[] Known =
    [
        new() { Name = "fiscal_year", IsNumber = true },
        new() { Name = "direction", IsAlternative = true },
        new() { Name = "service" },
        new() { Name = "level1", Hierarchy = Economic },
        new() { Name = "level2", Hierarchy = Economic },
        new() { Name = "level3", Hierarchy = Economic },
        new() { Name = "level4", Hierarchy = Economic },
        new() { Name = "code", Hierarchy = Economic },
        new() { Name = "phase", IsAlternative = true },
        new() { Name = "currency", IsAlternative = true },
    ];

    /// <summary>Columns without which a table is no budget.</summary>
    public static readonly IReadOnlyList<string> RequiredColumns = ["fiscal_year", "direction", "code", "phase", Amount];

    public required IReadOnlyList<Dimension> Dimensions { get; init; }

    /// <summary>Decimals of the amount, as published.</summary>
    public required int Scale { get; init; }

    /// <summary>The dimension of that name, or null.</summary>
    public Dimension? Find(string name) => Dimensions.FirstOrDefault(dimension => dimension.Name == name);

    /// <summary>The levels of the economic hierarchy that the cube has, from the top.</summary>
    public IReadOnlyList<Dimension> Levels => [.. Dimensions.Where(dimension => dimension.Hierarchy == Economic)];

    /// <summary>Whether a table with these columns holds budget lines.</summary>
    public static bool IsBudget(IReadOnlyList<Field> fields) =>
        RequiredColumns.All(column => fields.Any(field => field.Id == column && column switch
        {
            Amount => field.Type == "numeric",
            "fiscal_year" => field.Type is "int4" or "int8",   // "2016-17" is no number to cut by
            _ => true,
        }));

    /// <summary>The model over all tables of a cube: a dimension that only one of them has is there, and blank in the others.</summary>
    public static CubeModel Of(IReadOnlyList<VersionBound> tables)
    {
        var fields = tables.SelectMany(table => table.Fields).ToLookup(field => field.Id, StringComparer.Ordinal);
        return new CubeModel
        {
            Dimensions = [.. Known.Where(dimension => fields[dimension.Name].Any())
                .Select(dimension => dimension with { Title = fields[dimension.Name].First().Title ?? dimension.Title })],
            Scale = fields[Amount].Max(field => field.Scale ?? 0),
        };
    }
}
