namespace OpenData.Core.Search;

/// <summary>Words as the text of a <c>tsquery</c> over what <see cref="SearchDocument"/> stores.</summary>
public static class WordQuery
{
    /// <summary>The words of a text one after the other; empty when it has none.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="weights">Letters of the fields to look in; empty = all.</param>
    public static string Phrase(string text, string weights) =>
        string.Join(" <-> ", Search.Words.Pieces(text).Select(piece => Piece(piece, weights)).Where(query => query.Length > 0));

    /// <summary>Words that begin so.</summary>
    public static string Prefix(string text, string weights)
    {
        var (parts, _) = Search.Words.Split(text);
        if (parts.Count == 0)
            return "";
        var last = parts[^1];
        var keys = GreekKey.Candidates(last).Append(last).Distinct(StringComparer.Ordinal).Select(key => $"'~{key}':*{weights}");
        return string.Join(" <-> ", parts.SkipLast(1).Select(part => Word(part, weights)).Append($"({string.Join(" | ", keys)})"));
    }

    private static string Piece(string piece, string weights)
    {
        var (parts, joined) = Search.Words.Split(piece);
        return parts.Count switch
        {
            0 => "",
            1 => Word(parts[0], weights),
            _ => $"(({string.Join(" <-> ", parts.Select(part => Word(part, weights)))}){(joined is null ? "" : $" | {Word(joined, weights)}")})",
        };
    }

    /// <summary>A Latin word may be English or Greeklish; a Greek one is looked for without its inflection.</summary>
    private static string Word(string folded, string weights)
    {
        var lexemes = GreekKey.Candidates(folded).Select(key => $"={GreekKey.Stem(key)}");
        if (!Folding.IsGreek(folded))
            lexemes = lexemes.Prepend(EnglishStem.Of(folded));
        return $"({string.Join(" | ", lexemes.Distinct(StringComparer.Ordinal).Select(lexeme => $"'{lexeme}'{(weights.Length == 0 ? "" : ":" + weights)}"))})";
    }
}
