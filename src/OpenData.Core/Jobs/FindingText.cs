using OpenData.Core.Texts;

namespace OpenData.Core.Jobs;

/// <summary>The sentence of a finding, in every language, from the text <c>finding.RULE</c>.</summary>
public static class FindingText
{
    private const string Nothing = "–";

    /// <summary>Text by language. A rule that this program does not know (it was written by another version) gives its id.</summary>
    public static IReadOnlyDictionary<string, string> Of(RunFinding finding)
    {
        var places = new Dictionary<string, string>(finding.Args, StringComparer.Ordinal)
        {
            ["file"] = finding.File ?? Nothing,
            ["resource"] = finding.Args.GetValueOrDefault("resource") ?? finding.Resource ?? Nothing,
            ["line"] = Number(finding.Line),
            ["column"] = Number(finding.Column),
            ["header"] = finding.Header ?? Nothing,
            ["value"] = finding.Value ?? Nothing,
            ["expected"] = finding.Expected ?? Nothing,
        };
        var key = $"finding.{finding.Rule}";
        return TextCatalog.Languages.ToDictionary(
            language => language,
            language => TextCatalog.Has(language, key) ? TextCatalog.Format(language, key, places) : finding.Rule,
            StringComparer.Ordinal);
    }

    private static string Number(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Nothing;
}
