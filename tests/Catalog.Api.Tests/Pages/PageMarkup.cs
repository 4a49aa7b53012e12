using System.Text.RegularExpressions;

namespace Catalog.Api.Tests.Pages;

/// <summary>What no page may have: a script or style of its own, a handler in an attribute, a link that runs (security rule 19).</summary>
internal static partial class PageMarkup
{
    private static readonly string[] Addresses = ["href", "src", "action", "formaction", "poster", "xlink:href"];

    public static IReadOnlyList<string> Faults(string html) => [.. Tags().Matches(html).SelectMany(tag => Faults(tag.Groups["name"].Value.ToLowerInvariant(), tag.Value))];

    private static IEnumerable<string> Faults(string name, string tag)
    {
        var attributes = Attributes().Matches(tag).Select(match => (Name: match.Groups["name"].Value.ToLowerInvariant(), match.Groups["value"].Value)).ToList();
        // JSON-LD is a data block: it does not run.
        if (name == "script" && attributes is not [("type", "application/ld+json")] && !attributes.Exists(a => a.Name == "src"))
            yield return $"inline script: {tag}";
        if (name is "style" or "iframe" or "object" or "embed" or "base")
            yield return tag;
        foreach (var (attribute, value) in attributes)
        {
            if (attribute.StartsWith("on", StringComparison.Ordinal) || attribute == "style")
                yield return $"{attribute}: {tag}";
            var address = System.Net.WebUtility.HtmlDecode(value).Trim();
            if (Addresses.Contains(attribute, StringComparer.Ordinal) && Schemes().Match(address) is { Success: true } scheme && scheme.Value is not ("http:" or "https:" or "mailto:"))
                yield return $"{scheme.Value} {tag}";
        }
    }

    [GeneratedRegex("""<(?<name>[a-zA-Z][\w:-]*)(?:[^>"']|"[^"]*"|'[^']*')*>""")]
    private static partial Regex Tags();

    [GeneratedRegex("""\s(?<name>[\w:@-]+)(?:\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'>]+)))?""")]
    private static partial Regex Attributes();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Schemes();
}
