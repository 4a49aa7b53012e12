using System.Text;

namespace OpenData.Core.Search;

/// <summary>
/// A Latin key for the sound of a Greek word, the same for Greek letters and for the common spellings of Greeklish: ELOT 743 (<c>proypologismos</c>),
/// by sound (<c>proupologismos</c>) and by look (<c>dhmos</c>, <c>xrhmata</c>, <c>erga</c>, <c>w</c> for omega).
/// </summary>
public static class GreekKey
{
    private static readonly (string From, string To)[] Greek =
    [
        ("ου", "u"), ("αι", "e"), ("ει", "i"), ("οι", "i"), ("υι", "i"), ("αυ", "af"), ("ευ", "ef"), ("γγ", "g"), ("γκ", "g"),
        ("α", "a"), ("β", "f"), ("γ", "g"), ("δ", "d"), ("ε", "e"), ("ζ", "z"), ("η", "i"), ("θ", "th"), ("ι", "i"), ("κ", "k"), ("λ", "l"), ("μ", "m"),
        ("ν", "n"), ("ξ", "ks"), ("ο", "o"), ("π", "p"), ("ρ", "r"), ("σ", "s"), ("τ", "t"), ("υ", "i"), ("φ", "f"), ("χ", "h"), ("ψ", "ps"), ("ω", "o"),
    ];

    private static readonly (string From, string To)[] Latin =
    [
        ("ou", "u"), ("oy", "u"), ("ai", "e"), ("ei", "i"), ("oi", "i"), ("au", "af"), ("av", "af"), ("ay", "af"), ("eu", "ef"), ("ev", "ef"), ("ey", "ef"),
        ("ch", "h"), ("kh", "h"), ("ph", "f"), ("th", "th"), ("gg", "g"), ("gk", "g"), ("ng", "g"),
        ("b", "f"), ("v", "f"), ("y", "i"), ("w", "o"), ("x", "ks"), ("c", "k"), ("q", "k"), ("j", "i"),
    ];

    /// <summary>Endings of nouns and adjectives as keys, the longest first; what is left has at least three letters.</summary>
    private static readonly string[] Endings =
        ["atos", "aton", "ata", "eos", "eon", "ion", "us", "os", "on", "is", "es", "as", "a", "e", "i", "o", "u"];

    /// <summary>The key of a folded word.</summary>
    public static string Of(string folded) => Collapse(Map(folded, Folding.IsGreek(folded) ? Greek : Latin));

    /// <summary>Keys that a typed word may stand for: in Latin letters x may be xi or chi, h may be eta or chi.</summary>
    public static IReadOnlyList<string> Candidates(string folded)
    {
        if (Folding.IsGreek(folded))
            return [Of(folded)];
        var byLook = folded.Replace("th", "8", StringComparison.Ordinal).Replace("ch", "x", StringComparison.Ordinal).Replace("ph", "f", StringComparison.Ordinal);
        byLook = byLook.Replace('h', 'i').Replace('x', 'h').Replace("8", "th", StringComparison.Ordinal);
        return [.. new[] { Of(folded), Collapse(Map(byLook, Latin)) }.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The key without its inflection: "dapanes", "dapani" and "dapanon" have one stem.</summary>
    public static string Stem(string key)
    {
        var ending = Array.Find(Endings, ending => key.Length - ending.Length >= 3 && key.EndsWith(ending, StringComparison.Ordinal));
        return ending is null ? key : key[..^ending.Length];
    }

    private static string Map(string word, (string From, string To)[] table)
    {
        var key = new StringBuilder(word.Length + 4);
        for (var i = 0; i < word.Length;)
        {
            var rule = Array.Find(table, rule => string.CompareOrdinal(word, i, rule.From, 0, rule.From.Length) == 0);
            key.Append(rule.From is null ? word[i].ToString() : rule.To);
            i += rule.From?.Length ?? 1;
        }

        return key.ToString();
    }

    /// <summary>Doubled letters are one sound.</summary>
    private static string Collapse(string key)
    {
        var result = new StringBuilder(key.Length);
        foreach (var c in key)
        {
            if (result.Length == 0 || result[^1] != c)
                result.Append(c);
        }

        return result.ToString();
    }
}
