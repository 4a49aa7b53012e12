namespace OpenData.Core.Cubes;

/// <summary>What amounts are counted by. Its name is the column of the published table, the word in a query and the key in an answer.</summary>
public sealed record Dimension
{
    public required string Name { get; init; }

    /// <summary>Members are integers (fiscal years); otherwise they are text, however much they look like numbers.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Name of the hierarchy it is a level of, or null.</summary>
    public string? Hierarchy { get; init; }

    /// <summary>Whether amounts of different members are views of the same money, so that adding them says nothing (design 0.1).</summary>
    public bool IsAlternative { get; init; }

    /// <summary>Title by language, from the published column; empty where the publisher gave none.</summary>
    public IReadOnlyDictionary<string, string> Title { get; init; } = new Dictionary<string, string>();
}
