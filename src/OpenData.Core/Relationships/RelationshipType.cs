namespace OpenData.Core.Relationships;

/// <summary>How one dataset stands to another: CKAN's eight words, two for each fact, of which the first is stored (contract 2.8).</summary>
public static class RelationshipType
{
    private static readonly (string Forward, string Reverse)[] Pairs =
        [("depends_on", "dependency_of"), ("derives_from", "has_derivation"), ("links_to", "linked_from"), ("child_of", "parent_of")];

    /// <summary>All eight, in CKAN's order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Pairs.SelectMany(pair => new[] { pair.Forward, pair.Reverse })];

    /// <summary>Whether the fact is stored with the two datasets changed about.</summary>
    public static bool IsReverse(string type) => Pairs.Any(pair => pair.Reverse == type);

    /// <summary>The same fact told from the other side.</summary>
    public static string Inverse(string type) =>
        Pairs.Where(pair => pair.Forward == type).Select(pair => pair.Reverse).Concat(Pairs.Where(pair => pair.Reverse == type).Select(pair => pair.Forward)).First();
}
