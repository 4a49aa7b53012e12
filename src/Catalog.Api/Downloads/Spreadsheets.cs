using Catalog.Api.Datastore;

namespace Catalog.Api.Downloads;

/// <summary>Texts for spreadsheets (security rule 20, OWASP: CSV injection).</summary>
internal static class Spreadsheets
{
    /// <summary>What a spreadsheet may take for the begin of a formula: also in the wide forms of East Asian scripts, which it folds.</summary>
    private const string Starts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>What some programs leave away at the begin of a cell.</summary>
    private const string Unseen = " \u00A0\u200B\u2060\u3000\uFEFF";

    /// <summary>The text, with an apostrophe before it where it might be taken for a formula, without characters that XML 1.0 cannot hold.</summary>
    public static string Neutral(string text)
    {
        var safe = XmlText.Of(text);
        return safe.AsSpan().TrimStart(Unseen) is [var first, ..] && Starts.Contains(first, StringComparison.Ordinal) ? $"'{safe}" : safe;
    }
}
