using System.Globalization;
using System.Text;

namespace Budget.Importers.Tables;

/// <summary>Names of columns from the cells of a header: what people write there is not always a name (contract 5.2).</summary>
internal static class HeaderNames
{
    /// <summary>PostgreSQL cuts longer ones silently, in bytes.</summary>
    private const int MostBytes = 63;

    /// <summary>One name for each cell: without double quotes, characters that nobody sees and underscores in front; an empty cell is <c>column_N</c>.</summary>
    /// <exception cref="TableException">Two columns of one name: whichever is meant, a guess would be wrong for somebody.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> cells, int line)
    {
        var names = new List<string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            var name = Clean(cell);
            if (name.Length == 0)
                name = string.Create(CultureInfo.InvariantCulture, $"column_{names.Count + 1}");
            if (!taken.Add(name))
                throw new TableException("load.header-twice", line, names.Count + 1, name);
            names.Add(name);
        }

        return names;
    }

    private static string Clean(string cell)
    {
        var visible = new StringBuilder(Math.Min(cell.Length, 256));
        foreach (var c in cell.AsSpan(0, Math.Min(cell.Length, 256)))
        {
            if (c != '"' && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format)
                visible.Append(char.IsControl(c) ? ' ' : c);
        }

        var name = visible.ToString().Trim().TrimStart('_').Trim();
        while (Encoding.UTF8.GetByteCount(name) > MostBytes)
            name = name[..^1];
        return name.TrimEnd();
    }
}
