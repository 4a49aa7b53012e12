using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Catalog.Api.Tests.Conformance;

/// <summary>Checks one line of what a client needs (see <c>clients.http</c>).</summary>
internal static partial class ClientNeed
{
    /// <returns>What is wrong, or null. A "save" writes into <paramref name="values"/>.</returns>
    public static string? Check(string need, RawAnswer answer, JsonNode? json, Dictionary<string, string> values)
    {
        var line = Line().Match(need);
        if (!line.Success)
            throw new FormatException(need);
        var (kind, path, sign, wanted) = (line.Groups["kind"].Value, line.Groups["path"].Value, line.Groups["sign"].Value, ClientRequest.Fill(line.Groups["wanted"].Value, values));
        if (kind is "header")
            return Texts(sign, wanted, string.Join(", ", answer.Headers[path]), path);
        if (kind is "body")
            return Texts(sign, wanted, answer.Body, "body");
        if (kind is "save")
        {
            var parts = wanted.Split(" + ", 2);
            var saved = Find(json, parts[0]).FirstOrDefault();
            foreach (var (key, value) in parts.Length > 1 && saved is JsonObject ? JsonNode.Parse(parts[1])!.AsObject() : [])
                saved![key] = value?.DeepClone();
            values[path] = saved?.GetValueKind() == JsonValueKind.String ? saved.GetValue<string>() : saved?.ToJsonString() ?? "";
            return saved is null ? $"{wanted} is missing" : null;
        }

        var found = Find(json, path).ToList();
        if (kind is "no")
            return found.Count == 0 ? null : $"{path} is there";
        return found.Count == 0 ? $"{path} is missing" : found.Select(node => Value(sign, wanted, node, path)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Value(string sign, string wanted, JsonNode? node, string path)
    {
        var isGood = sign switch
        {
            "=" => JsonNode.DeepEquals(JsonNode.Parse(wanted), node),
            ":" => wanted.Split('|').Contains(TypeOf(node)),
            "#" => node is JsonArray list && $"{list.Count}" == wanted,
            _ => node?.GetValueKind() == JsonValueKind.String && Regex.IsMatch(node.GetValue<string>(), wanted),
        };
        return isGood ? null : $"{path} {sign} {wanted}: {node?.ToJsonString() ?? "null"}";
    }

    private static string? Texts(string sign, string wanted, string value, string what) =>
        (sign == "=" ? value == wanted : Regex.IsMatch(value, wanted, RegexOptions.Singleline)) ? null : $"{what} {sign} {wanted}: {value[..Math.Min(300, value.Length)]}";

    private static string TypeOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => node.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-') ? "integer" : "number",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };

    /// <summary>Every value at the path; nothing where a key is missing, null where the value is null.</summary>
    private static IEnumerable<JsonNode?> Find(JsonNode? node, string path)
    {
        IEnumerable<JsonNode?> found = [node];
        foreach (var step in path.Split('.', '[').Select(step => step.TrimEnd(']')))
        {
            found = found.SelectMany(parent => parent switch
            {
                JsonObject map when map.TryGetPropertyValue(step, out var value) => [value],
                JsonArray list when step == "*" => list,
                JsonArray list when int.TryParse(step, out var index) && index < list.Count => [list[index]],
                _ => Enumerable.Empty<JsonNode?>(),
            });
        }

        return found;
    }

    [GeneratedRegex(@"^((?<kind>header|save|no) )?((?<kind>body)|(?<path>[^ ]+))( (?<sign>[=:#~]) (?<wanted>.*))?$")]
    private static partial Regex Line();
}
