namespace OpenData.Core.Database;

/// <summary>Patterns for <c>like</c> from a caller's text.</summary>
public static class Like
{
    /// <summary>Matches what holds the text; its own <c>%</c> and <c>_</c> mean themselves.</summary>
    public static string Containing(string text) => $"%{Escape(text)}%";

    /// <summary>Matches what begins with the text.</summary>
    public static string Beginning(string text) => $"{Escape(text)}%";

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
