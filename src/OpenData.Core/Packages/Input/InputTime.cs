using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenData.Core.Packages.Input;

/// <summary>Times that a client writes: a day, or a day and time with or without zone; without one it is UTC (contract 2.1).</summary>
public static partial class InputTime
{
    /// <returns>False for anything else; CKAN's words for it are <c>Date format incorrect</c>.</returns>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        time = default;
        if (!Shape().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
            return false;
        time = Clock.Microseconds(read);
        return true;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
