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
    public static JsonObject ParseObject(ReadOnlyMemory<byte> utf8) => ParseObject(utf8, rowsPart: null, out _, out _);

    /// <param name="utf8">Must not change afterwards.</param>
    /// <param name="rowsPart">Name of the member that stays out of the object when it is a list, or null.</param>
    /// <param name="rows">That list, checked as strictly as the rest and not read; undefined when there is none.</param>
    /// <param name="document">Where the list and the numbers of the object lie; to be disposed with them, when there is a list.</param>
    /// <exception cref="BadRequestException">Not JSON, or JSON that is no object (contract 1.3).</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> utf8, string? rowsPart, out JsonElement rows, out IDisposable? document)
    {
        var node = TryParse(utf8, rowsPart, out var read, out rows, out document) ? read : throw BadRequestException.NotJson();
        return node as JsonObject
            ?? throw new BadRequestException($"JSON Error: Request data JSON decoded to {PythonText.Of(node)} but it needs to be a dictionary.");
    }

    /// <param name="utf8">Must not change afterwards: numbers are read from it when they are used.</param>
    /// <param name="node">What it holds.</param>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonNode? node) => TryParse(utf8, rowsPart: null, out node, out _, out _);

    private static bool TryParse(ReadOnlyMemory<byte> utf8, string? rowsPart, out JsonNode? node, out JsonElement rows, out IDisposable? document)
    {
        (node, rows, document) = (null, default, null);
        try
        {
            // Not disposed here: a number keeps its digits by pointing into the document. A copy of each would cost more than all the rest.
            var parsed = JsonDocument.Parse(utf8, Options);
            var root = parsed.RootElement;
            if (rowsPart is null || root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(rowsPart, out var list) || list.ValueKind != JsonValueKind.Array)
            {
                node = Read(root);
                return true;
            }

            RowsCheck.Require(list, utf8.Span);
            (rows, document) = (list, parsed);
            node = ReadObject(root, [], rowsPart);
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

    /// <param name="element">To be read.</param>
    /// <param name="names">Of the object before.</param>
    /// <param name="without">A member that is not read, or null.</param>
    private static JsonObject ReadObject(JsonElement element, List<string> names, string? without = null)
    {
        var members = new KeyValuePair<string, JsonNode?>[element.GetPropertyCount()];   // at once as large as it becomes
        var place = 0;
        foreach (var property in element.EnumerateObject())
        {
            if (place == names.Count)
                names.Add(Text(property.Name));
            else if (!property.NameEquals(names[place]))
                names[place] = Text(property.Name);
            members[place] = KeyValuePair.Create(names[place], names[place] == without ? null : Read(property.Value));
            place++;
        }

        var read = new JsonObject(members);
        if (without is not null)
            read.Remove(without);
        return read;
    }

    /// <summary>Keeps the digits as sent.</summary>
    private static JsonValue ReadNumber(JsonElement element) =>
        double.IsFinite(element.GetDouble()) ? JsonValue.Create(element)! : throw new FormatException("not a finite number");

    /// <exception cref="FormatException">It holds a NUL.</exception>
    internal static string Text(string text) => text.Contains('\0', StringComparison.Ordinal) ? throw new FormatException("NUL") : text;
}
