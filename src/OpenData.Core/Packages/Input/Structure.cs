using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages.Input;

/// <summary>The shape of a document before its fields are read: lists of objects where they are due, and nowhere else (contract 1.7, 1.8).</summary>
internal static class Structure
{
    /// <summary>The objects of a list; empty objects are dropped. Null when the key is missing.</summary>
    /// <param name="map">The document.</param>
    /// <param name="key">Of the list.</param>
    /// <param name="request">What is sent back with the error.</param>
    /// <exception cref="IntegrityException">Null, a text or a list of something else.</exception>
    public static IReadOnlyList<JsonObject>? Objects(JsonObject map, string key, JsonObject request)
    {
        if (!map.TryGetPropertyValue(key, out var value))
            return null;
        if (value is JsonArray list && list.All(item => item is JsonObject))
            return [.. list.Cast<JsonObject>().Where(item => item.Count > 0)];
        throw new IntegrityException($"Only lists of dicts can be placed against subschema ('{key}',), not <class '{TypeName(value)}'>", request);
    }

    /// <summary>Paths, in Python's notation, of objects in lists under keys that have none: <c>('resources', 0, 'extras', 0, 'key')</c>.</summary>
    /// <param name="map">A document or one of its objects.</param>
    /// <param name="path">Where it stands, each part as Python writes it.</param>
    /// <param name="lists">Keys that may hold lists of objects.</param>
    public static IEnumerable<string> Junk(JsonObject map, string path, IReadOnlySet<string> lists)
    {
        foreach (var (key, value) in map)
        {
            if (lists.Contains(key) || value is not JsonArray { Count: > 0 } list || !list.All(item => item is JsonObject))
                continue;
            foreach (var (index, item) in list.Index())
            {
                foreach (var (inner, _) in item!.AsObject())
                    yield return $"({path}'{key}', {index}, '{inner}')";
            }
        }
    }

    private static string TypeName(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "NoneType",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        JsonValueKind.String => "str",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? "float" : "int",
    };
}
