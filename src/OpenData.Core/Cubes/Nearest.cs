namespace OpenData.Core.Cubes;

/// <summary>Names that somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>The sentence for a name that is not on the list: the nearest first, then all that are accepted.</summary>
    public static string Unknown(string kind, string name, IReadOnlyList<string> accepted)
    {
        var near = Of(name, accepted);
        var hint = near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
        return $"Unknown {kind} \"{name}\".{hint} Accepted: {string.Join(", ", accepted)}";
    }

    /// <summary>At most three names, nearest first, none further away than half of its length.</summary>
    public static IReadOnlyList<string> Of(string name, IReadOnlyList<string> accepted) =>
    [
        .. accepted.Select(candidate => (Name: candidate, Distance: Distance(name.ToLowerInvariant(), candidate)))
            .Where(pair => pair.Distance <= Math.Max(2, pair.Name.Length / 2))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Take(3).Select(pair => pair.Name),
    ];

    /// <summary>Levenshtein's distance; long texts are cut, they are no misspelling.</summary>
    private static int Distance(string a, string b)
    {
        a = a.Length > 64 ? a[..64] : a;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
