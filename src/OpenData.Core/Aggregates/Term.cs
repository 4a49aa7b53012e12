using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenData.Core.Aggregates;

/// <summary>One element of <c>group_by</c> or <c>select</c>: <c>name</c>, <c>function(name)</c>, <c>percentile(name, 90)</c>, each with <c>as other</c>; or an object of the same parts, for names that hold such signs.</summary>
internal sealed partial record Term(string? Function, string? Column, string? Percent, string? As)
{
    private const int MaxTerms = 100;

    /// <summary>The elements of a list, of a text with commas between them, or of JSON inside a text.</summary>
    /// <exception cref="FormatException">Neither; the message says what is accepted.</exception>
    public static IReadOnlyList<JsonNode> List(JsonNode? node)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            var text = value.GetValue<string>().Trim();
            if (!text.StartsWith('[') && text.Count(c => c == ',') > 10 * MaxTerms)
                throw new FormatException($"At most {MaxTerms}");
            if (!text.StartsWith('['))
                return [.. Split(text).Select(part => (JsonNode)JsonValue.Create(part)!)];
            try
            {
                node = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            }
            catch (Exception e) when (e is JsonException or ArgumentException)
            {
                throw new FormatException("Cannot parse JSON");
            }
        }

        return node switch
        {
            null => [],
            JsonObject one => [one],
            JsonArray { Count: > MaxTerms } => throw new FormatException($"At most {MaxTerms}"),
            JsonArray many when many.All(item => item is JsonObject || item?.GetValueKind() == JsonValueKind.String) => [.. many.OfType<JsonNode>()],
            _ => throw new FormatException("Must be a list of texts or objects, or a text with commas"),
        };
    }

    /// <exception cref="FormatException">The message says what is wrong with it.</exception>
    public static Term Read(JsonNode node, IReadOnlyList<string> functions, Func<string, bool> isColumn)
    {
        if (node is JsonObject parts)
        {
            var unknown = parts.Select(pair => pair.Key).FirstOrDefault(key => key is not ("column" or "function" or "bucket" or "percent" or "as"));
            if (unknown is not null)
                throw new FormatException($"Unknown member \"{Cut(unknown)}\". Accepted: column, function, bucket, percent, as");
            return new Term(Text(parts, "function") ?? Text(parts, "bucket"), Text(parts, "column"), Text(parts, "percent"), Text(parts, "as"));
        }

        var text = node.GetValue<string>().Trim();
        if (isColumn(text))
            return new Term(null, text, null, null);
        var named = Named().Match(text);
        var (body, alias) = named.Success ? (named.Groups["body"].Value.Trim(), named.Groups["as"].Value.Trim()) : (text, null);
        var call = Call().Match(body);
        if (!call.Success || isColumn(body))
            return functions.Contains(body, StringComparer.Ordinal) && !isColumn(body) ? new Term(body, null, null, alias) : new Term(null, body, null, alias);
        var argument = call.Groups["argument"].Value.Trim();
        var function = call.Groups["function"].Value;
        if (function == "percentile" && !isColumn(argument) && argument.LastIndexOf(',') is > 0 and var comma)
            return new Term(function, argument[..comma].Trim(), argument[(comma + 1)..].Trim(), alias);
        return new Term(function, argument is "*" or "" ? null : argument, null, alias);
    }

    /// <summary>For error answers: nobody needs to read a megabyte of his own text.</summary>
    public static string Cut(string text) => text.Length > 100 ? text[..100] : text;

    private static string? Text(JsonObject parts, string key) => parts[key]?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => parts[key]!.GetValue<string>(),
        JsonValueKind.Number => parts[key]!.ToJsonString(),
        _ => throw new FormatException($"{key} must be a text"),
    };

    /// <summary>At commas that stand in no parentheses.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var (from, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] != ',' || depth > 0)
                continue;
            yield return text[from..i].Trim();
            from = i + 1;
        }

        if (text[from..].Trim() is { Length: > 0 } last)
            yield return last;
    }

    [GeneratedRegex("^(?<body>.+) +as +(?<as>.+)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?<function>[a-z_]{1,20})\((?<argument>.*)\)$", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Call();
}
