using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenData.Core.Packages.Input;

/// <summary>Texts by language: <c>{"el": "...", "en": "..."}</c>, as an object or as its JSON text in an extra.</summary>
internal static class TranslationInput
{
    /// <summary>Null when it is anything else.</summary>
    public static SortedDictionary<string, string>? Read(JsonNode? value)
    {
        if (value is not JsonObject map || !map.All(pair => pair.Key.Length is > 0 and <= 20 && pair.Value?.GetValueKind() == JsonValueKind.String))
            return null;
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (language, text) in map)
            texts[language] = text!.GetValue<string>();
        return texts;
    }

    /// <summary>From the text of an extra.</summary>
    public static SortedDictionary<string, string>? Parse(string json)
    {
        try
        {
            return Read(JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false }));
        }
        catch (JsonException)
        {
            return null;   // the publisher's own text, kept as an extra
        }
    }
}
