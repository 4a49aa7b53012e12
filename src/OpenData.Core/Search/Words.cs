namespace OpenData.Core.Search;

/// <summary>Splits text into words the way CKAN's index does: at blanks, then at punctuation, at changes of case and between letters and digits (contract 4.3).</summary>
public static class Words
{
    /// <summary>A word longer than this is not one that anybody types.</summary>
    private const int MaxLength = 200;

    /// <summary>
    /// The parts of one blank-delimited piece, folded, and the whole in one word where it has several parts of letters
    /// (<c>data-set</c> gives data, set and dataset).
    /// </summary>
    public static (IReadOnlyList<string> Parts, string? Joined) Split(string piece)
    {
        var text = Folding.WithoutAccents(piece);
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]) && (i == start || !Breaks(text[i - 1], text[i])))
                continue;
            if (i > start)
                Add(parts, text[start..i]);
            start = i < text.Length && char.IsLetterOrDigit(text[i]) ? i : i + 1;
        }

        return (parts, parts.Count > 1 && string.Concat(parts) is { Length: <= MaxLength } joined ? joined : null);
    }

    /// <summary>The pieces between blanks.</summary>
    public static string[] Pieces(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static void Add(List<string> parts, string part)
    {
        var folded = Folding.Fold(part);
        parts.Add(folded.Length > MaxLength ? folded[..MaxLength] : folded);
    }

    private static bool Breaks(char before, char c) =>
        char.IsDigit(before) != char.IsDigit(c) || (char.IsLower(before) && char.IsUpper(c));
}
