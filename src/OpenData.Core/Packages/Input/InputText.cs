using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenData.Core.Packages.Input;

/// <summary>Texts from JSON: what is no text is stored as its JSON text, written with blanks after comma and colon (contract 2.1).</summary>
public static class InputText
{
    /// <summary>Null for a missing key and for null.</summary>
    public static string? Of(JsonObject map, string key) => map.TryGetPropertyValue(key, out var value) ? Of(value) : null;

    /// <inheritdoc cref="Of(JsonObject, string)"/>
    public static string? Of(JsonNode? value)
    {
        if (value is null)
            return null;
        if (value.GetValueKind() == JsonValueKind.String)
            return value.GetValue<string>();
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                text.Append('{');
                foreach (var (index, (key, item)) in map.Index())
                {
                    text.Append(index > 0 ? ", " : "").Append(JsonSerializer.Serialize(key, Plain)).Append(": ");
                    Append(text, item);
                }

                text.Append('}');
                break;
            case JsonArray list:
                text.Append('[');
                foreach (var (index, item) in list.Index())
                {
                    text.Append(index > 0 ? ", " : "");
                    Append(text, item);
                }

                text.Append(']');
                break;
            default:
                text.Append(value?.ToJsonString(Plain) ?? "null");
                break;
        }
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
