using System.Globalization;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace Catalog.Api.Packages;

/// <summary>
/// The parts of a document that package_revise names by paths (contract 3.6): keys joined by two underscores; an item of a list by its place, from the end
/// where negative, or a resource by at least five characters of its id; <c>*</c> in patterns is any key or item.
/// </summary>
internal static class Revision
{
    private const string Separator = "__";
    private const int ShortestPrefix = 5;

    /// <summary>What stands under a parameter and under its flattened keys: path to value, in order.</summary>
    /// <exception cref="ValidationException">The parameter is no object, or its JSON text is none.</exception>
    public static IReadOnlyList<KeyValuePair<string, JsonNode?>> Flat(JsonObject all, string parameter, JsonNode? value)
    {
        if (value is not null and not JsonObject)
            throw new ValidationException(parameter, "Only a dictionary is accepted");
        var prefix = parameter + Separator;
        return [.. value as JsonObject ?? [], .. all.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value))];
    }

    /// <summary>Paths whose values are not those of the document.</summary>
    public static IReadOnlyList<string> Mismatches(JsonObject document, IReadOnlyList<KeyValuePair<string, JsonNode?>> match)
    {
        var wrong = new List<string>();
        foreach (var (path, value) in match)
        {
            if (path == "id" || !TryFind(document, path.Split(Separator), out var found, out _))
            {
                if (path != "id")   // an id may be the name: the look-up has found the dataset by it
                    wrong.Add(path);
                continue;
            }

            Compare(found, value, path, wrong);
        }

        return wrong;
    }

    /// <summary>The document without what the patterns take away. The first pattern that names a part decides; what none names stays.</summary>
    public static JsonObject Filter(JsonObject document, IReadOnlyList<string> patterns)
    {
        var read = patterns.Select(pattern => new Pattern(Keeps: pattern.StartsWith('+'), pattern.TrimStart('+', '-').Split(Separator))).ToList();
        return read.Count == 0 ? document : (JsonObject)Filtered(document, [], read, removing: false)!;
    }

    /// <summary>Puts values at their paths; a path that ends in <c>extend</c> appends to a list.</summary>
    /// <exception cref="ValidationException">A path that leads nowhere.</exception>
    public static void Apply(JsonObject document, IReadOnlyList<KeyValuePair<string, JsonNode?>> update)
    {
        foreach (var (path, value) in update)
        {
            var parts = path.Split(Separator);
            if (!TryFind(document, parts[..^1], out var parent, out var lost))
                throw new ValidationException(path, $"Unmatched key {lost}");
            switch (parent)
            {
                case JsonObject map:
                    map[parts[^1]] = value?.DeepClone();
                    break;
                case JsonArray list when parts[^1] == "extend" && value is JsonArray more:
                    foreach (var item in more)
                        list.Add(item?.DeepClone());
                    break;
                case JsonArray list when Place(list, parts[^1]) is { } place:
                    list[place] = value?.DeepClone();
                    break;
                default:
                    throw new ValidationException(path, $"Unmatched key {path}");
            }
        }
    }

    private static void Compare(JsonNode? found, JsonNode? wanted, string path, List<string> wrong)
    {
        switch (wanted)
        {
            case JsonObject map when found is JsonObject stored:
                foreach (var (key, value) in map)
                    Compare(stored[key], value, $"{path}{Separator}{key}", wrong);
                break;
            case JsonArray list when found is JsonArray stored && stored.Count == list.Count:
                foreach (var (index, value) in list.Index())
                    Compare(stored[index], value, string.Create(CultureInfo.InvariantCulture, $"{path}{Separator}{index}"), wrong);
                break;
            default:
                if (!JsonNode.DeepEquals(found, wanted))
                    wrong.Add(path);
                break;
        }
    }

    private static JsonNode? Filtered(JsonNode? node, string[] path, IReadOnlyList<Pattern> patterns, bool removing)
    {
        if (node is JsonObject map)
            return new JsonObject(map.Where(pair => Stays([.. path, pair.Key])).Select(pair => KeyValuePair.Create(pair.Key, Child(pair.Value, [.. path, pair.Key]))));
        if (node is JsonArray list)
            return new JsonArray([.. list.Index().Where(item => Stays(Names(list, item.Index, path))).Select(item => Child(item.Item, Names(list, item.Index, path)))]);
        return node?.DeepClone();

        bool Stays(params string[] child) => Decision(child) switch
        {
            { Keeps: true } => true,
            { Keeps: false } => patterns.Any(pattern => pattern.Keeps && pattern.IsBelow(child)),
            null => !removing || patterns.Any(pattern => pattern.Keeps && pattern.IsBelow(child)),
        };
        JsonNode? Child(JsonNode? value, string[] child) => Decision(child) is { Keeps: true } ? value?.DeepClone() : Filtered(value, child, patterns, removing || Decision(child) is { Keeps: false });
        Pattern? Decision(string[] child) => patterns.FirstOrDefault(pattern => pattern.IsAt(child));
    }

    /// <summary>The path of a list's item; its last part holds every name that a pattern may call it by.</summary>
    private static string[] Names(JsonArray list, int index, string[] path) =>
        [.. path, string.Create(CultureInfo.InvariantCulture, $"{index}|{index - list.Count}|{(list[index] as JsonObject)?["id"]}")];

    private static bool TryFind(JsonNode document, IReadOnlyList<string> parts, out JsonNode? found, out string lost)
    {
        found = document;
        lost = "";
        foreach (var (index, part) in parts.Index())
        {
            var isThere = found switch
            {
                JsonObject map => map.ContainsKey(part),
                JsonArray list => Place(list, part) is not null,
                _ => false,
            };
            if (!isThere)
            {
                lost = string.Join(Separator, parts.Take(index + 1));
                return false;
            }

            found = found is JsonArray items ? items[Place(items, part)!.Value] : found![part];
        }

        return true;
    }

    private static int? Place(JsonArray list, string part)
    {
        if (int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            return index >= -list.Count && index < list.Count ? (index + list.Count) % list.Count : null;
        return part.Length >= ShortestPrefix && list.Index().FirstOrDefault(item => (item.Item as JsonObject)?["id"]?.ToString().StartsWith(part, StringComparison.Ordinal) == true)
            is { Item: not null } found ? found.Index : null;
    }

    private sealed record Pattern(bool Keeps, string[] Parts)
    {
        public bool IsAt(string[] path) => path.Length == Parts.Length && Fits(path);

        public bool IsBelow(string[] path) => path.Length < Parts.Length && Fits(path);

        private bool Fits(string[] path) => path.Zip(Parts).All(pair => pair.Second == "*" || pair.First == pair.Second
            || (pair.First.Contains('|', StringComparison.Ordinal) && pair.First.Split('|') is [var place, var fromEnd, var id]
                && (pair.Second == place || pair.Second == fromEnd || (pair.Second.Length >= ShortestPrefix && id.StartsWith(pair.Second, StringComparison.Ordinal)))));
    }
}
