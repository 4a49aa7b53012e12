using System.Globalization;

namespace Catalog.Api.Downloads;

/// <summary>Names that files are saved under.</summary>
internal static class FileNames
{
    private const int MaxLength = 150;

    /// <summary>The last part of a name, without characters that mean something to a file system or a header, or turn the direction of what follows.</summary>
    public static string Of(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var safe = string.Concat(last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format && !"\":*?<>|%".Contains(c, StringComparison.Ordinal))).Trim(' ', '.');
        return safe.Length == 0 ? "file" : safe.Length > MaxLength ? safe[^MaxLength..] : safe;
    }
}
