using System.Globalization;
using System.Text.RegularExpressions;
using OpenData.Core.Errors;

namespace OpenData.Core.Search;

/// <summary>Bounds of date ranges: <c>2024-01-01T00:00:00.123456Z</c>, a date, without <c>Z</c>, <c>NOW</c>, and steps such as <c>-7DAYS</c> or <c>/DAY</c> (contract 4.4.2).</summary>
public static partial class DateMath
{
    /// <exception cref="SearchException">Not a date.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        var match = Shape().Match(text);
        if (!match.Success || !TryBase(match.Groups["base"].Value, now, out var time))
            throw Bad(text);
        try
        {
            foreach (Match step in Step().Matches(text[match.Groups["base"].Length..]))
                time = Apply(time, step.Value);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Bad(text);
        }

        return time;
    }

    private static bool TryBase(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = now.ToUniversalTime();
        if (text == "NOW")
            return true;
        var seconds = text.TrimEnd('Z');
        // More digits than a tick has are cut off: the calendar does not go further.
        if (seconds.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && seconds.Length - dot > 8)
            seconds = seconds[..(dot + 8)];
        return DateTimeOffset.TryParse(seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static DateTimeOffset Apply(DateTimeOffset time, string step)
    {
        var unit = step.TrimStart('/', '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('S');
        if (step[0] == '/')
        {
            return unit switch
            {
                "YEAR" => new DateTimeOffset(time.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
                "MONTH" => new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero),
                "DAY" or "DATE" => new DateTimeOffset(time.Date, TimeSpan.Zero),
                "HOUR" => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour)),
                "MINUTE" => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute)),
                _ => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)),
            };
        }

        if (!int.TryParse(step[..^step.TrimStart('+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9').Length], CultureInfo.InvariantCulture, out var number))
            throw Bad(step);
        return unit switch
        {
            "YEAR" => time.AddYears(number),
            "MONTH" => time.AddMonths(number),
            "DAY" or "DATE" => time.AddDays(number),
            "HOUR" => time.AddHours(number),
            "MINUTE" => time.AddMinutes(number),
            _ => time.AddSeconds(number),
        };
    }

    private static SearchException Bad(string text) => SearchErrors.OfEngine($"Invalid Date String:{(text.Length > 60 ? text[..60] : text)}");

    [GeneratedRegex(@"^(?<base>NOW|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?Z?)((/|[+-]\d{1,7})(YEAR|MONTH|DAY|DATE|HOUR|MINUTE|SECOND)S?)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    [GeneratedRegex("(/|[+-][0-9]+)[A-Z]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();
}
