using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Api.Actions;

/// <summary>
/// JSON from outside, read at once and strictly: no NUL, no lone surrogate, no number beyond a double, no name twice in an object, at most 64 levels.
/// What passes can be stored and written back (security rule 8).
/// </summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <exception cref="BadRequestException">Not JSON, or JSON that is no object (contract 1.3).</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> utf8)
    {
        var node = TryParse(utf8, out var read) ? read : throw BadRequestException.NotJson();
        return node as JsonObject
            ?? throw new BadRequestException($"JSON Error: Request data JSON decoded to {PythonText.Of(node)} but it needs to be a dictionary.");
    }

    /// <param name="utf8">Must not change afterwards: numbers are read from it when they are used.</param>
    /// <param name="node">What it holds.</param>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonNode? node)
    {
        node = null;
        try
        {
            // Not disposed: a number keeps its digits by pointing into the document. A copy of each would cost more than all the rest.
            node = Read(JsonDocument.Parse(utf8, Options).RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)   // InvalidOperation: a lone surrogate; Argument: a name twice
        {
            return false;
        }
    }

    /// <param name="element">To be read.</param>
    /// <param name="names">Of the object before, or null: most have the names of their neighbour, in the same order.</param>
    private static JsonNode? Read(JsonElement element, List<string>? names = null) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element, names ?? []),
        JsonValueKind.Array => ReadArray(element),
        JsonValueKind.String => JsonValue.Create(Text(element.GetString()!)),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(element.GetBoolean()),
        _ => null,
    };

    private static JsonArray ReadArray(JsonElement element)
    {
        var list = new JsonArray();
        var names = new List<string>();
        foreach (var item in element.EnumerateArray())
            list.Add(Read(item, names));
        return list;
    }

    private static JsonObject ReadObject(JsonElement element, List<string> names)
    {
        var members = new KeyValuePair<string, JsonNode?>[element.GetPropertyCount()];   // at once as large as it becomes
        var place = 0;
        foreach (var property in element.EnumerateObject())
        {
            if (place == names.Count)
                names.Add(Text(property.Name));
            else if (!property.NameEquals(names[place]))
                names[place] = Text(property.Name);
            members[place] = KeyValuePair.Create(names[place], Read(property.Value));
            place++;
        }

        return new JsonObject(members);
    }

    /// <summary>Keeps the digits as sent.</summary>
    private static JsonValue ReadNumber(JsonElement element) =>
        double.IsFinite(element.GetDouble()) ? JsonValue.Create(element)! : throw new FormatException("not a finite number");

    private static string Text(string text) => text.Contains('\0', StringComparison.Ordinal) ? throw new FormatException("NUL") : text;
}
