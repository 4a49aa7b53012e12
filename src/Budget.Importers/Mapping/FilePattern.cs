using System.Text.RegularExpressions;

namespace Budget.Importers.Mapping;

/// <summary>Shell patterns over paths with <c>/</c>.</summary>
internal static class FilePattern
{
    /// <summary><c>*</c> and <c>?</c> stay within a folder, <c>**/</c> crosses folders (none too); case does not count, as exports end in .CSV and .csv.</summary>
    public static bool IsMatch(string pattern, string path)
    {
        var regex = Regex.Escape(pattern)
            .Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal);
        return Regex.IsMatch(path, $"^{regex}\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
