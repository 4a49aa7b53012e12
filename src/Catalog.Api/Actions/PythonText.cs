using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Api.Actions;

/// <summary>Values as Python prints them: some of CKAN's messages hold such text, and scripts compare it (contract 1.3, 4.1).</summary>
internal static class PythonText
{
    private const int MaxLength = 200;

    public static string Of(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Of))}]";

    /// <summary>In quotes; cut after 200 characters so that an answer does not carry a whole request back.</summary>
    public static string Of(string text)
    {
        var cut = text.Length > MaxLength ? string.Concat(text.AsSpan(0, MaxLength), "...") : text;
        return cut.Contains('\'', StringComparison.Ordinal) && !cut.Contains('"', StringComparison.Ordinal)
            ? $"\"{cut}\""
            : $"'{cut.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
    }

    public static string Of(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.Length > MaxLength ? text.ToString(0, MaxLength) + "..." : text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node)
    {
        if (text.Length > MaxLength)
            return;
        switch (node)
        {
            case null:
                text.Append("None");
                break;
            case JsonArray array:
                text.Append('[');
                for (var i = 0; i < array.Count; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    Append(text, array[i]);
                }

                text.Append(']');
                break;
            case JsonObject map:
                text.Append('{').AppendJoin(", ", map.Select(pair => $"{Of(pair.Key)}: {Of(pair.Value)}")).Append('}');
                break;
            default:
                text.Append(node.GetValueKind() switch
                {
                    JsonValueKind.String => Of(node.GetValue<string>()),
                    JsonValueKind.True => "True",
                    JsonValueKind.False => "False",
                    _ => node.ToJsonString(),
                });
                break;
        }
    }
}
