namespace Budget.Importers.Detection;

/// <summary>Tells the delimiter by what a delimiter does: it gives every line as many cells as the header, or one more.</summary>
internal static class DelimiterDetector
{
    private const int MostLines = 200;
    /// <summary>What separates cells anywhere, the commonest here first.</summary>
    public static readonly IReadOnlyList<char> Candidates = [';', '\t', ',', '|'];

    /// <summary>The delimiter that splits nine of ten lines alike, into the most cells; null where none splits at all.</summary>
    /// <param name="text">The start of the file; a last line that may be cut is left out when there are others.</param>
    /// <param name="quote">Delimiters between two of these do not count.</param>
    public static char? Detect(ReadOnlySpan<char> text, char? quote, int skipRows)
    {
        var best = (Delimiter: (char?)null, Header: 0);
        foreach (var candidate in Candidates)
        {
            var counts = CountPerLine(text, candidate, quote, skipRows);
            if (counts.Count == 0 || counts[0] == 0)
                continue;
            var alike = counts.Count(count => count == counts[0] || count == counts[0] + 1);
            if (alike * 10 >= counts.Count * 9 && counts[0] > best.Header)
                best = (candidate, counts[0]);
        }
        return best.Delimiter;
    }

    private static List<int> CountPerLine(ReadOnlySpan<char> text, char delimiter, char? quote, int skipRows)
    {
        var counts = new List<int>();
        var (count, quoted, any, line) = (0, false, false, 0);
        foreach (var c in text)
        {
            if (c == quote)
                quoted = !quoted;
            else if (c == delimiter && !quoted)
                count++;

            if (c != '\n' || quoted)
            {
                any |= !char.IsWhiteSpace(c) || c == delimiter;
                continue;
            }
            if (any && line >= skipRows)
                counts.Add(count);
            if (counts.Count == MostLines)
                return counts;
            (count, any) = (0, false);
            line++;
        }
        if (any && counts.Count == 0)
            counts.Add(count);
        return counts;
    }
}
