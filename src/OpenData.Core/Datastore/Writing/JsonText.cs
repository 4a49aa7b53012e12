using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenData.Core.Datastore.Writing;

/// <summary>JSON as CKAN stores it: a blank behind each comma and colon; what was sent keeps its digits and the order of its keys.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Spaced(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonArray list:
                text.Append('[');
                foreach (var (i, item) in list.Index())
                {
                    text.Append(i > 0 ? ", " : "");
                    Append(text, item);
                }

                text.Append(']');
                break;
            case JsonObject map:
                text.Append('{');
                foreach (var (i, pair) in map.Index())
                {
                    text.Append(i > 0 ? ", " : "").Append(JsonSerializer.Serialize(pair.Key, Plain)).Append(": ");
                    Append(text, pair.Value);
                }

                text.Append('}');
                break;
            default:
                text.Append(node.ToJsonString(Plain));
                break;
        }
    }
}
