using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;

namespace Catalog.Api.Activities;

/// <summary>A JSON value as lines, indented by two, keys in their order: the same value always gives the same lines, so lines can be compared.</summary>
internal static class SortedJson
{
    public static IReadOnlyList<string> Lines(JsonNode value)
    {
        var lines = new List<string>();
        Append(lines, "", "", value, "");
        return lines;
    }

    private static void Append(List<string> lines, string indent, string key, JsonNode? value, string comma)
    {
        var inner = indent + "  ";
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                lines.Add($"{indent}{key}{{");
                foreach (var (index, pair) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Index())
                    Append(lines, inner, $"{JsonSerializer.Serialize(pair.Key, ApiJson.Options)}: ", pair.Value, index < map.Count - 1 ? "," : "");
                lines.Add($"{indent}}}{comma}");
                break;
            case JsonArray { Count: > 0 } list:
                lines.Add($"{indent}{key}[");
                foreach (var (index, item) in list.Index())
                    Append(lines, inner, "", item, index < list.Count - 1 ? "," : "");
                lines.Add($"{indent}]{comma}");
                break;
            default:
                lines.Add($"{indent}{key}{value?.ToJsonString(ApiJson.Options) ?? "null"}{comma}");
                break;
        }
    }
}
