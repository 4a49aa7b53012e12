using System.Globalization;

namespace OpenData.Core.Search;

/// <summary>How many of the optional words must match: <c>2</c>, <c>-1</c> (all but one), <c>75%</c>, <c>-25%</c>, or conditions such as <c>2&lt;-1 5&lt;80%</c> (contract 4.1).</summary>
public static class MinimumMatch
{
    public const string Default = "2<-1 5<80%";

    /// <summary>Between 0 and <paramref name="words"/>; what cannot be read counts as "all".</summary>
    public static int Of(string specification, int words)
    {
        var rule = "100%";
        foreach (var part in specification.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = part.IndexOf('<', StringComparison.Ordinal);
            if (sign < 0)
                rule = part;
            else if (int.TryParse(part[..sign], CultureInfo.InvariantCulture, out var above) && words > above)
                rule = part[(sign + 1)..];
        }

        var isPercent = rule.EndsWith('%');
        if (!int.TryParse(isPercent ? rule[..^1] : rule, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return words;
        var share = isPercent ? (int)(words * (long)number / 100) : number;   // rounds toward zero
        return (int)Math.Clamp(number < 0 ? words + (long)share : share, 0, words);
    }
}
