using System.Text;
using System.Text.RegularExpressions;

namespace Catalog.Api.Tests.Pages;

/// <summary>
/// What a view says by itself: its text outside Razor expressions, and the attributes that people hear or read. A small reader that knows the Razor used here:
/// comments, directives, code blocks, control lines and expressions. Elements marked <c>translate="no"</c> are names that have no translation.
/// </summary>
internal static partial class ViewText
{
    private static readonly string[] Spoken = ["alt", "title", "placeholder", "label", "aria-label", "aria-description", "content", "summary"];

    public static IEnumerable<string> Literals(string view)
    {
        var html = WithoutRazor(Comments().Replace(view, ""));
        html = Untranslated().Replace(html, "");
        foreach (Match tag in Tags().Matches(html))
        {
            foreach (Match attribute in Attributes().Matches(tag.Value))
            {
                if (Spoken.Contains(attribute.Groups["name"].Value, StringComparer.Ordinal) && attribute.Groups["value"].Value.Any(char.IsLetter)
                    && !IsMachine(tag.Value, attribute.Groups["name"].Value))
                    yield return attribute.Value;
            }
        }

        foreach (var line in Entities().Replace(Tags().Replace(html, "\n"), " ").Split('\n').Select(line => line.Trim()).Where(line => line.Any(char.IsLetter)))
            yield return line;
    }

    // <meta name="viewport" content="width=..."> speaks to the browser.
    private static bool IsMachine(string tag, string attribute) =>
        attribute == "content" && tag.StartsWith("<meta", StringComparison.Ordinal) && !tag.Contains("description", StringComparison.Ordinal);

    private static string WithoutRazor(string view)
    {
        var lines = view.Split('\n').Where(line => !Directives().IsMatch(line));
        var text = string.Join('\n', lines);
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '@' && i + 1 < text.Length && text[i + 1] == '@')
                i++;
            else if (text[i] == '@')
                i = AfterExpression(text, i + 1) - 1;
            else
                result.Append(text[i]);
        }

        // What is left of control flow: else, and the brackets of its bodies.
        return Else().Replace(result.ToString(), "");
    }

    /// <summary>The place after the expression that begins at <paramref name="i"/>, after its @.</summary>
    private static int AfterExpression(string text, int i)
    {
        if (text[i] is '{' or '(')
            return AfterBracket(text, i);
        var word = Word().Match(text, i).Value;
        i += word.Length;
        if (word is "if" or "foreach" or "for" or "while" or "switch" or "using")
            return AfterBracket(text, text.IndexOf('(', i));
        if (word == "await")
            return AfterExpression(text, i + 1);
        while (i < text.Length)
        {
            if (text[i] is '(' or '[')
                i = AfterBracket(text, i);
            else if (text[i] is '.' or '?' && Member().Match(text, i) is { Success: true } member)
                i += member.Length;
            else
                break;
        }

        return i;
    }

    private static int AfterBracket(string text, int i)
    {
        var depth = 0;
        for (var quoted = false; i < text.Length; i++)
        {
            if (text[i] == '"' && text[i - 1] != '\\')
                quoted = !quoted;
            else if (!quoted && text[i] is '(' or '[' or '{')
                depth++;
            else if (!quoted && text[i] is ')' or ']' or '}' && --depth == 0)
                return i + 1;
        }

        throw new InvalidOperationException("a bracket without its end");
    }

    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^\s*@(page|model|using|inject|namespace|addTagHelper|inherits|section)\b")]
    private static partial Regex Directives();

    [GeneratedRegex(@"<(\w+)[^>]*\btranslate=""no""[^>]*>.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Untranslated();

    [GeneratedRegex("<[a-zA-Z/!][^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"(?<name>[\w-]+)=""(?<value>[^""]*)""")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"&#?\w+;")]
    private static partial Regex Entities();

    [GeneratedRegex(@"^\s*(else\s+if\s*\(.*\)|else)\s*$", RegexOptions.Multiline)]
    private static partial Regex Else();

    [GeneratedRegex(@"\G\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\G\??\.\w+|\G!")]
    private static partial Regex Member();
}
