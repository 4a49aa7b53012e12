using OpenData.Core.Errors;

namespace OpenData.Core.Search;

/// <summary>Words as people type them (contract 4.4.1): phrases, <c>+</c>, <c>-</c>, AND and NOT, and of the rest as many as <see cref="MinimumMatch"/> says. A trailing <c>*</c> finds words that begin so.</summary>
public static class DismaxParser
{
    private const int MaxLength = 8_000;
    private const int MaxWords = 100;

    /// <param name="text">What was typed.</param>
    /// <param name="minimumMatch">How many optional words must match.</param>
    /// <exception cref="SearchException">More than 100 words.</exception>
    /// <exception cref="SearchQueryException">Longer than 8,000 characters.</exception>
    public static SearchNode Parse(string text, string minimumMatch)
    {
        if (text.Length > MaxLength)
            throw new SearchQueryException($"'The query is longer than {MaxLength} characters'");
        if (text.Trim() == "*")
            return new Everything();

        var words = Read(text);
        if (words.Count > MaxWords)
            throw SearchErrors.OfEngine($"more than {MaxWords} words");
        var found = words.Where(word => word.Kind != Kind.Excluded).ToList();
        if (found.Count == 0)
            return new Nothing();   // also for excluded words alone
        var optional = found.Where(word => word.Kind == Kind.Optional).Select(word => word.Node).ToList();
        var parts = words.Where(word => word.Kind != Kind.Optional).Select(word => word.Kind == Kind.Excluded ? new Not(word.Node) : word.Node).ToList();
        if (optional.Count > 0)
            parts.Add(new Some(optional, MinimumMatch.Of(minimumMatch, optional.Count)));
        return parts.Count == 1 ? parts[0] : new All(parts);
    }

    private static List<Word> Read(string text)
    {
        var words = new List<Word>();
        var required = false;   // by an AND before
        var excluded = false;   // by a NOT before
        foreach (var (piece, isPhrase) in Pieces(text))
        {
            if (!isPhrase && piece is "AND" or "OR" or "NOT")
            {
                required = piece == "AND";
                excluded = piece == "NOT";
                if (required && words is [.., { Kind: Kind.Optional } last])
                    words[^1] = last with { Kind = Kind.Required };
                continue;
            }

            var kind = excluded || piece.StartsWith('-') ? Kind.Excluded : required || piece.StartsWith('+') ? Kind.Required : Kind.Optional;
            var value = piece.TrimStart('+', '-');
            if (value.Any(char.IsLetterOrDigit))
                words.Add(new Word(kind, ToNode(value, isPhrase)));
            (required, excluded) = (false, false);
        }

        return words;
    }

    private static SearchNode ToNode(string value, bool isPhrase) => !isPhrase && value.Length > 1 && value.EndsWith('*') && char.IsLetterOrDigit(value[^2])
        ? new Wildcard(null, [value[..^1], null])
        : new Term(null, value, isPhrase);

    /// <summary>At blanks and quotes. A quote without a second one is a blank.</summary>
    private static IEnumerable<(string Piece, bool IsPhrase)> Pieces(string text)
    {
        if (text.Count(c => c == '"') % 2 == 1)
            text = text.Remove(text.LastIndexOf('"'), 1);
        var parts = text.Split('"');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1)
            {
                var sign = parts[i - 1] is [.., ' ', '-'] or ['-'] ? "-" : parts[i - 1] is [.., ' ', '+'] or ['+'] ? "+" : "";
                yield return (sign + parts[i], true);
                continue;
            }

            foreach (var piece in Words.Pieces(parts[i]))
                yield return (piece, false);
        }
    }

    private enum Kind
    {
        Optional,
        Required,
        Excluded,
    }

    private sealed record Word(Kind Kind, SearchNode Node);
}
