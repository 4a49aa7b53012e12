using System.Text;

namespace Budget.Importers.Tables;

/// <summary>Names of columns from the cells of a header: what people write there is not always a name.</summary>
internal static class HeaderNames
{
    /// <summary>PostgreSQL cuts longer ones silently, in bytes.</summary>
    private const int MostBytes = 63;

    /// <summary>One different name for each cell: without double quotes, characters that nobody sees and underscores in front; an empty cell is <c>column_N</c>.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> cells)
    {
        var names = new List<string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            var clean = string.Concat(cell.Where(c => c != '"' && !char.IsControl(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format));
            clean = Cut(clean.Trim().TrimStart('_').Trim(), MostBytes);
            if (clean.Length == 0)
                clean = $"column_{names.Count + 1}";
            var name = clean;
            for (var n = 2; !taken.Add(name); n++)
                name = $"{Cut(clean, MostBytes - 6)}_{n}";
            names.Add(name);
        }

        return names;
    }

    private static string Cut(string text, int bytes)
    {
        while (Encoding.UTF8.GetByteCount(text) > bytes)
            text = text[..^1];
        return text.TrimEnd();
    }
}
