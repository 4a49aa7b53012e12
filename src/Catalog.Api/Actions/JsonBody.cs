using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Api.Actions;

/// <summary>
/// JSON from outside, read at once and strictly: no NUL, no lone surrogate, no number beyond a double, no name twice in an object, at most 64 levels.
/// What passes can be stored and written back (security rule 8).
/// </summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <exception cref="BadRequestException">Not JSON, or JSON that is no object (contract 1.3).</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> utf8)
    {
        var node = TryParse(utf8, out var read) ? read : throw BadRequestException.NotJson();
        return node as JsonObject
            ?? throw new BadRequestException($"JSON Error: Request data JSON decoded to {PythonText.Of(node)} but it needs to be a dictionary.");
    }

    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonNode? node)
    {
        node = null;
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            node = Read(document.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)   // InvalidOperation: a lone surrogate
        {
            return false;
        }
    }

    private static JsonNode? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Read)]),
        JsonValueKind.String => JsonValue.Create(Text(element.GetString()!)),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(element.GetBoolean()),
        _ => null,
    };

    private static JsonObject ReadObject(JsonElement element)
    {
        var map = new JsonObject();
        foreach (var property in element.EnumerateObject())
            map.Add(Text(property.Name), Read(property.Value));
        return map;
    }

    /// <summary>Keeps the digits as sent.</summary>
    private static JsonValue ReadNumber(JsonElement element) =>
        double.IsFinite(double.Parse(element.GetRawText(), CultureInfo.InvariantCulture))
            ? JsonValue.Create(element.Clone())!
            : throw new FormatException("not a finite number");

    private static string Text(string text) => text.Contains('\0', StringComparison.Ordinal) ? throw new FormatException("NUL") : text;
}
