using System.Text.RegularExpressions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Dates as people write them (contract 5.1): <c>31/12/2020</c> and <c>31-12-2020</c>, the day first unless only the other way round is a date.</summary>
internal static partial class DayFirst
{
    /// <summary>The date in ISO form with what follows it, or null when the text is no such date.</summary>
    public static string? ToIso(string text)
    {
        if (text.Length < 10 || text[2] != text[5] || text[2] is not ('/' or '-') || !Form().IsMatch(text))
            return null;
        var (first, second) = (text[..2], text[3..5]);
        return string.CompareOrdinal(second, "12") > 0 && string.CompareOrdinal(first, "12") <= 0
            ? $"{text[6..10]}-{first}-{second}{text[10..]}"
            : $"{text[6..10]}-{second}-{first}{text[10..]}";
    }

    [GeneratedRegex("^[0-9]{2}[/-][0-9]{2}[/-][0-9]{4}($|[ T])", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
