using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>
/// Reads <c>filters</c>: CKAN 2.11's object of column and value or list, and the language of 2.12 on top of it: operator objects
/// (<c>eq, gt, gte, lt, lte, in</c>), <c>$and</c>, <c>$or</c>, a list of filter objects as an "or" (contract 5.6).
/// </summary>
public sealed class FilterParser
{
    private const int MaxDepth = 10;
    private const int MaxOperations = 100;

    private readonly RowSource _source;
    private int _operations;

    private FilterParser(RowSource source) => _source = source;

    /// <exception cref="ValidationException">Unknown column or operator, not JSON, too deep or too long.</exception>
    public static Filter Parse(JsonNode? filters, RowSource source)
    {
        if (filters is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            filters = ParseText(value.GetValue<string>());
        return filters is null ? new AllOf([]) : new FilterParser(source).ReadFilter(filters, 0);
    }

    /// <summary>The values of plain conditions by CKAN's names of their places, for error answers (contract 5.6).</summary>
    public static JsonObject Values(JsonNode? filters)
    {
        var values = new JsonObject();
        foreach (var value in (filters as JsonObject ?? []).SelectMany(pair => pair.Value as JsonArray ?? (IEnumerable<JsonNode?>)[pair.Value]))
            values[$"value_{values.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)}"] = value?.DeepClone();
        return values;
    }

    /// <summary>The JSON that a query string carries as text.</summary>
    /// <exception cref="ValidationException">Not JSON.</exception>
    public static JsonNode? ParseText(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Bad("Cannot parse JSON");
        }
    }

    private Filter ReadFilter(JsonNode? node, int depth)
    {
        if (depth > MaxDepth)
            throw Bad("Filters are nested too deeply");
        return node switch
        {
            JsonArray list => new AnyOf([.. list.Select(item => item is JsonObject ? ReadFilter(item, depth + 1) : throw Bad("Must be an object, or a list of objects"))]),
            JsonObject map => new AllOf([.. map.Select(pair => ReadMember(pair.Key, pair.Value, depth))]),
            _ => throw Bad("Must be an object, or a list of objects"),
        };
    }

    private Filter ReadMember(string name, JsonNode? value, int depth)
    {
        if (name is "$and" or "$or")
        {
            var parts = value is JsonArray list ? list.Select(item => ReadFilter(item, depth + 1)).ToList() : throw Bad($"{name} takes a list");
            return name == "$and" ? new AllOf(parts) : new AnyOf(parts);
        }

        // "$$price" is the column "$price".
        var column = _source.Column(name.StartsWith("$$", StringComparison.Ordinal) ? name[1..] : name) ?? throw Bad($"invalid value \"{name}\"");
        return value switch
        {
            JsonArray list => ReadList(column, list),
            JsonObject operators => ReadOperators(column, operators),
            _ => Count(new Compare(column, "=", Text(value))),
        };
    }

    /// <summary>Scalars together, operator objects each for itself.</summary>
    private Filter ReadList(RowColumn column, JsonArray list)
    {
        if (column.Kind == CellKind.Array)   // the list itself (contract 5.6)
            return Count(new Compare(column, "=", $"{{{string.Join(',', list.Select(item => Text(item) is { } text ? $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : "NULL"))}}}"));
        if (list.Count == 0)
            throw InvalidQuery("a list without values");
        var scalars = list.Where(item => item is not JsonObject).Select(Text).ToList();
        var others = list.OfType<JsonObject>().Select(operators => ReadOperators(column, operators)).ToList();
        var values = Count(new OneOf(column, scalars));
        return others.Count == 0 ? values : new AnyOf([values, .. others]);
    }

    private AllOf ReadOperators(RowColumn column, JsonObject operators) => new([.. operators.Select(pair => Count(pair.Key switch
    {
        "eq" => new Compare(column, "=", Text(pair.Value)),
        "gt" => new Compare(column, ">", Text(pair.Value)),
        "gte" => new Compare(column, ">=", Text(pair.Value)),
        "lt" => new Compare(column, "<", Text(pair.Value)),
        "lte" => new Compare(column, "<=", Text(pair.Value)),
        "in" => pair.Value is JsonArray list ? (Filter)new OneOf(column, [.. list.Select(Text)]) : throw Bad("in takes a list"),
        _ => throw Bad($"unknown operator \"{pair.Key}\""),
    }))]);

    private Filter Count(Filter filter) => ++_operations > MaxOperations ? throw Bad($"More than {MaxOperations} conditions") : filter;

    /// <summary>Numbers keep the digits they were sent with.</summary>
    private static string? Text(JsonNode? value)
    {
        var text = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => null,
            JsonValueKind.String => ReadString(value),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
            _ => throw InvalidQuery("a list or object as a value"),
        };
        return text is not null && text.Contains('\0', StringComparison.Ordinal) ? throw Bad("Null characters are not allowed") : text;
    }

    private static string ReadString(JsonNode value)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)   // a lone surrogate in JSON inside a text
        {
            throw Bad("Cannot parse JSON");
        }
    }

    private static ValidationException Bad(string message) => new("filters", message);

    private static ValidationException InvalidQuery(string why) => RowErrors.InvalidQuery(why);
}
