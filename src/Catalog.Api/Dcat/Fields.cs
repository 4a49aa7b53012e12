using System.Text.Json;
using OpenData.Core.Packages;

namespace Catalog.Api.Dcat;

/// <summary>A publisher's own fields, read leniently: they were written by people and other programs (contract 7.2 "Lists").</summary>
internal sealed class Fields
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public static Fields Of(Package package) => new(package.Extras.Select(extra => KeyValuePair.Create(extra.Key, extra.Value)));

    public static Fields Of(Resource resource) => new(resource.Extras.Select(extra =>
        KeyValuePair.Create(extra.Key, extra.Value.ValueKind == JsonValueKind.String ? extra.Value.GetString()! : extra.Value.GetRawText())));

    public Fields(IEnumerable<KeyValuePair<string, string>> texts)
    {
        foreach (var (key, text) in texts)
        {
            var clean = Rdf.Literal.Clean(text).Trim();
            if (clean.Length > 0 && clean != "null")
                _texts[key] = clean;
        }
    }

    /// <summary>The text, or null where there is none or only blanks.</summary>
    public string? this[string key] => _texts.GetValueOrDefault(key);

    /// <summary>A JSON list, texts between commas, or one text.</summary>
    public IReadOnlyList<string> List(string key)
    {
        if (this[key] is not { } text)
            return [];
        if (text[0] == '[' && Parse(text) is { ValueKind: JsonValueKind.Array } list)
            return [.. list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(Text).Where(item => item.Length > 0)];
        return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The first of several values; of what may be said only once.</summary>
    public string? First(string key) => List(key) is [var first, ..] ? first : null;

    /// <summary>The objects of a JSON list, or the one object, each with its texts.</summary>
    public IReadOnlyList<Fields> Objects(string key) => this[key] is { } text && text[0] is '[' or '{' && Parse(this[key]!) is { } value
        ? value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(OfObject)] : [OfObject(value)]
        : [];

    /// <summary>A text in several languages, as extensions keep it: a JSON object.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Translations(string key)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (this[key] is not { } text || text[0] != '{' || Parse(text) is not { } value)
            return found;
        foreach (var language in value.EnumerateObject())
        {
            var texts = language.Value.ValueKind == JsonValueKind.Array ? language.Value.EnumerateArray().AsEnumerable() : [language.Value];
            found[language.Name] = [.. texts.Where(item => item.ValueKind == JsonValueKind.String).Select(Text).Where(item => item.Length > 0)];
        }

        return found;
    }

    /// <summary>Null where the text is no JSON.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return HasLoneSurrogate(text) ? null : document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An escape of half a character is good JSON and no text: reading it as one would fail later.</summary>
    private static bool HasLoneSurrogate(string text)
    {
        if (!text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            return false;
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = reader.GetString();
            }

            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static Fields OfObject(JsonElement value) => new(value.EnumerateObject().Select(property =>
        KeyValuePair.Create(property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText())));

    private static string Text(JsonElement item) => (item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText()).Trim();
}
