using System.Globalization;
using System.Text;

namespace OpenData.Core.Search;

/// <summary>
/// Makes words comparable the way people type them: case, accents and final sigma do not count, and Greek is found by Greeklish
/// (<c>proypologismos</c> finds Προϋπολογισμός). Used alike when a dataset is written and when it is searched.
/// </summary>
public static class Folding
{
    /// <summary>Case kept, accents gone: what the splitting at changes of case looks at.</summary>
    public static string WithoutAccents(string text)
    {
        var result = new StringBuilder(text.Length);
        // U+FFFE is no character, and Normalize throws at it.
        foreach (var c in text.Replace("\uFFFE", "", StringComparison.Ordinal).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>Lower case without accents, final sigma as sigma, Latin ligatures spelled out.</summary>
    public static string Fold(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in WithoutAccents(text))
        {
            _ = char.ToLowerInvariant(c) switch
            {
                'ς' => result.Append('σ'),
                'ß' => result.Append("ss"),
                'æ' => result.Append("ae"),
                'œ' => result.Append("oe"),
                'ø' => result.Append('o'),
                'ł' => result.Append('l'),
                'đ' or 'ð' => result.Append('d'),
                var lower => result.Append(lower),
            };
        }

        return result.ToString();
    }

    public static bool IsGreek(string folded) => folded.Any(c => c is >= 'α' and <= 'ω');
}
