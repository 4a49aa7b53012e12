namespace OpenData.Core.Search;

/// <summary>
/// A light stemmer for English: plurals, <c>-ed</c>, <c>-ing</c>, <c>-ly</c> and a last <c>-e</c> or <c>-y</c>, as CKAN's index forgives them
/// (<c>floods</c>, <c>flooded</c> and <c>Flood</c> are one word, contract 4.3). Lighter than Porter's: it never joins different words by long suffixes.
/// </summary>
public static class EnglishStem
{
    /// <summary>The stem of a folded Latin word.</summary>
    public static string Of(string word)
    {
        if (word.Length < 4 || !word.All(char.IsAsciiLetterLower))
            return word;
        var stem = Plural(word);
        stem = Suffix(stem, "edly") ?? Suffix(stem, "ingly") ?? Suffix(stem, "ing") ?? Suffix(stem, "ed") ?? Adverb(stem) ?? stem;
        return stem.Length > 3 && stem[^1] == 'e' ? stem[..^1]
            : stem.Length > 3 && stem[^1] == 'y' && !IsVowel(stem[^2]) ? stem[..^1] + "i"
            : stem;
    }

    private static string Plural(string word) => word switch
    {
        [.., 's', 's', 'e', 's'] => word[..^2],
        [.., 'i', 'e', 's'] => word[..^3] + (word.Length > 4 ? "y" : "ie"),
        [.., 's', 's'] or [.., 'u', 's'] or [.., 'i', 's'] => word,
        [.., 's'] => word[..^1],
        _ => word,
    };

    /// <summary>Without the suffix where a vowel is left before it; "hopping" and "hop", "rating" and "rate" meet.</summary>
    private static string? Suffix(string word, string suffix)
    {
        if (!word.EndsWith(suffix, StringComparison.Ordinal) || word.Length - suffix.Length < 3)
            return null;
        var stem = word[..^suffix.Length];
        if (!stem.Any(c => IsVowel(c) || c == 'y'))
            return null;
        return stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'z' or 'e' or 'o') ? stem[..^1] : stem;
    }

    private static string? Adverb(string word) =>
        word.Length > 5 && word.EndsWith("ly", StringComparison.Ordinal) && !IsVowel(word[^3]) ? word[..^2] : null;

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';
}
