namespace OpenData.Core.Search;

/// <summary>Words as the text of a <c>tsquery</c> over what <see cref="SearchDocument"/> stores.</summary>
public static class WordQuery
{
    private const int MostSlop = 10;

    /// <summary>The words of a text one after the other; empty when it has none.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="weights">Letters of the fields to look in; empty = all.</param>
    public static string Phrase(string text, string weights) => Join(" <-> ", Pieces(text, part => Word(part, weights)));

    /// <summary>Words of one field, without stemming; empty when the text has none.</summary>
    public static string Field(string field, string text) => Join(" <-> ", Pieces(text, part => Whole(part, $"{field}:")));

    /// <summary>Two words at most <paramref name="slop"/> words apart, in any order; of more words that all are there (contract 4.4.2, proximity).</summary>
    public static string Near(string text, string weights, int slop)
    {
        var words = Pieces(text, part => Word(part, weights)).Where(word => word.Length > 0).ToList();
        if (words.Count != 2)
            return Join(" & ", words);
        var distances = Enumerable.Range(1, Math.Min(slop, MostSlop) + 1);
        return $"({string.Join(" | ", distances.SelectMany(distance => new[] { $"{words[0]} <{distance}> {words[1]}", $"{words[1]} <{distance}> {words[0]}" }))})";
    }

    /// <summary>Words that begin so.</summary>
    public static string Prefix(string text, string weights, string field = "")
    {
        var (parts, _) = Search.Words.Split(text);
        if (parts.Count == 0)
            return "";
        var prefix = field.Length == 0 ? "" : $"{field}:";
        var last = parts[^1];
        var keys = GreekKey.Candidates(last).Append(last).Distinct(StringComparer.Ordinal).Select(key => $"'{prefix}~{key}':*{weights}");
        return Join(" <-> ", parts.SkipLast(1).Select(part => prefix.Length == 0 ? Word(part, weights) : Whole(part, prefix)).Append($"({string.Join(" | ", keys)})"));
    }

    /// <summary>The lexemes of a query made here, which has none with a quotation mark in it.</summary>
    public static IEnumerable<string> Lexemes(string query) => query.Split('\'').Where((_, i) => i % 2 == 1);

    private static IEnumerable<string> Pieces(string text, Func<string, string> word) => Search.Words.Pieces(text).Select(piece => Piece(piece, word));

    private static string Piece(string piece, Func<string, string> word)
    {
        var (parts, joined) = Search.Words.Split(piece);
        return parts.Count switch
        {
            0 => "",
            1 => word(parts[0]),
            _ => $"(({string.Join(" <-> ", parts.Select(word))}){(joined is null ? "" : $" | {word(joined)}")})",
        };
    }

    private static string Join(string sign, IEnumerable<string> words) => string.Join(sign, words.Where(word => word.Length > 0));

    /// <summary>A Latin word may be English or Greeklish; a Greek one is looked for without its inflection.</summary>
    private static string Word(string folded, string weights)
    {
        var lexemes = GreekKey.Candidates(folded).Select(key => $"={GreekKey.Stem(key)}");
        if (!Folding.IsGreek(folded))
            lexemes = lexemes.Prepend(EnglishStem.Of(folded));
        return OneOf(lexemes, weights.Length == 0 ? "" : ":" + weights);
    }

    private static string Whole(string folded, string prefix) =>
        OneOf(GreekKey.Candidates(folded).Select(key => $"{prefix}~{key}").Prepend($"{prefix}{SearchDocument.Whole(folded)}"), "");

    private static string OneOf(IEnumerable<string> lexemes, string suffix) =>
        $"({string.Join(" | ", lexemes.Distinct(StringComparer.Ordinal).Select(lexeme => $"'{lexeme}'{suffix}"))})";
}
