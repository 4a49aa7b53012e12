using System.Globalization;
using System.Text.Json;

namespace OpenData.Core.Cubes;

/// <summary>
/// Reads <c>ref:value;value|ref:value</c> (babbage's grammar, budget-data 4) with three additions (design C.3): ranges <c>2015..2019</c>, prefixes <c>6*</c>
/// and negation <c>!</c> before the first value. A value in JSON quotes is taken as it stands. The model says what a value is: <c>0111</c> and <c>"0111"</c> are the same text.
/// </summary>
internal static class CutParser
{
    /// <summary>Longest text and largest number of values read: a cut becomes parameters of a query.</summary>
    private const int MaxLength = 20_000, MaxValues = 1_000;

    public static IReadOnlyList<Cut> Parse(string text, CubeModel model, QueryProblems problems)
    {
        if (text.Length > MaxLength)
        {
            problems.Add("cut", $"A cut has at most {MaxLength} characters");
            return [];
        }

        var cuts = new List<Cut>();
        foreach (var part in Split(text, '|').Where(part => part.Length > 0))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                problems.Add("cut", $"\"{part}\" has no value: write dimension:value");
                continue;
            }

            if (problems.Dimension("cut", part[..colon].Trim(), model) is { } dimension && ReadCut(dimension, part[(colon + 1)..], problems) is { } cut)
                cuts.Add(cut);
        }

        return cuts;
    }

    private static Cut? ReadCut(Dimension dimension, string text, QueryProblems problems)
    {
        var negated = text.TrimStart().StartsWith('!');
        if (negated)
            text = text.TrimStart()[1..];
        var parts = Split(text, ';').ToList();
        if (parts.Count > MaxValues)
        {
            problems.Add("cut", $"A cut of {dimension.Name} has at most {MaxValues} values");
            return null;
        }

        var values = parts.Select(part => ReadValue(dimension, part.Trim(), problems)).ToList();
        return values.Contains(null) ? null : new Cut { Dimension = dimension, IsNegated = negated, Values = [.. values.OfType<CutValue>().Distinct()] };
    }

    private static CutValue? ReadValue(Dimension dimension, string text, QueryProblems problems)
    {
        if (text.StartsWith('"'))
            return Unquote(text) is { } quoted ? Exact(dimension, quoted, problems) : Wrong($"{text} is not a text in JSON quotes");
        if (text.Length == 0)
            return Wrong($"A value of {dimension.Name} is missing; the blank member is written \"\"");
        if (text.IndexOf("..", StringComparison.Ordinal) is var dots and >= 0)
        {
            var (from, to) = (text[..dots].Trim(), text[(dots + 2)..].Trim());
            if (from.Length + to.Length == 0)
                return Wrong($"The range of {dimension.Name} has no end: write 2015..2019, 2015.. or ..2019");
            return IsMember(dimension, from, problems) && IsMember(dimension, to, problems)
                ? new CutValue.Range(from.Length == 0 ? null : from, to.Length == 0 ? null : to)
                : null;
        }

        if (!text.EndsWith('*'))
            return Exact(dimension, text, problems);
        if (dimension.IsNumber)
            return Wrong($"{dimension.Name} is a number: a prefix such as {text} needs a text; use a range");
        return IsMember(dimension, text[..^1], problems) ? new CutValue.Prefix(text[..^1]) : null;

        CutValue? Wrong(string message)
        {
            problems.Add("cut", message);
            return null;
        }
    }

    private static CutValue.Exact? Exact(Dimension dimension, string text, QueryProblems problems)
    {
        if (dimension.IsNumber && text.Length == 0)
            problems.Add("cut", $"{dimension.Name} takes a whole number, not \"\"");
        return !(dimension.IsNumber && text.Length == 0) && IsMember(dimension, text, problems) ? new CutValue.Exact(text) : null;
    }

    /// <summary>Whether the text can be a member (or an open end of a range).</summary>
    private static bool IsMember(Dimension dimension, string text, QueryProblems problems)
    {
        if (dimension.IsNumber && text.Length > 0 && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            problems.Add("cut", $"{dimension.Name} takes a whole number, not \"{text}\"");
        else if (text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text))
            problems.Add("cut", $"A value of {dimension.Name} holds a character that is not text");   // security rule 8
        else
            return true;
        return false;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))
                return true;
        }

        return false;
    }

    private static string? Unquote(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Parts between separators that do not stand in quotes.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && quoted)
                i++;
            else if (text[i] == '"' && (quoted || i == start || text[i - 1] is ':' or ';' or '!' or ' '))
                quoted = !quoted;
            else if (text[i] == separator && !quoted)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }
}
