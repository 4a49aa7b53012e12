using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Cubes;

namespace OpenData.Core.Aggregates;

/// <summary>
/// Reads <c>where</c> and <c>having</c>: an object of name and value, list of values or object of operators (<c>eq, ne, gt, gte, lt, lte, in</c>), with
/// <c>$and</c> and <c>$or</c>; a list of objects is an "or". Unlike in <c>filters</c>, null means "no value".
/// </summary>
internal sealed class ConditionParser(IReadOnlyList<string> names, Func<int, AggregateKind> kindOf, string kindOfName)
{
    private const int MaxDepth = 10;
    private const int MaxConditions = 100;

    private int _count;

    /// <exception cref="FormatException">The message names what is wrong, the value and what is accepted.</exception>
    public Condition Parse(JsonNode? node)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            try
            {
                node = JsonNode.Parse(value.GetValue<string>(), documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            }
            catch (Exception e) when (e is JsonException or ArgumentException)
            {
                throw new FormatException("Cannot parse JSON");
            }
        }

        return node is null ? Condition.None : Read(node, 0);
    }

    private Condition Read(JsonNode? node, int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException("Conditions are nested too deeply");
        return node switch
        {
            JsonArray list => new Condition.Any([.. list.Select(item => item is JsonObject ? Read(item, depth + 1) : throw new FormatException("Must be an object, or a list of objects"))]),
            JsonObject map => new Condition.All([.. map.Select(pair => Member(pair.Key, pair.Value, depth))]),
            _ => throw new FormatException("Must be an object, or a list of objects"),
        };
    }

    private Condition Member(string name, JsonNode? value, int depth)
    {
        if (name is "$and" or "$or")
        {
            var parts = value is JsonArray list ? list.Select(item => Read(item, depth + 1)).ToList() : throw new FormatException($"{name} takes a list of objects");
            return name == "$and" ? new Condition.All(parts) : new Condition.Any(parts);
        }

        var index = Index(name);
        return value switch
        {
            JsonArray list => new Condition.Any([.. list.Select(item => Compare(index, "=", item))]),
            JsonObject operators => new Condition.All([.. operators.Select(pair => Operator(index, pair.Key, pair.Value))]),
            _ => Compare(index, "=", value),
        };
    }

    private int Index(string name)
    {
        var wanted = name.StartsWith("$$", StringComparison.Ordinal) ? name[1..] : name;   // "$$price" is the column "$price"
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == wanted)
                return i;
        }

        throw new FormatException(Nearest.Unknown(kindOfName, Term.Cut(name), [.. names.Take(100)]));
    }

    private Condition Operator(int index, string name, JsonNode? value) => name switch
    {
        "eq" => Compare(index, "=", value),
        "ne" => Compare(index, "<>", value),
        "gt" => Compare(index, ">", value),
        "gte" => Compare(index, ">=", value),
        "lt" => Compare(index, "<", value),
        "lte" => Compare(index, "<=", value),
        "in" => value is JsonArray list ? new Condition.Any([.. list.Select(item => Compare(index, "=", item))]) : throw new FormatException($"{names[index]}: in takes a list of values"),
        _ => throw new FormatException($"{names[index]}: unknown operator \"{Term.Cut(name)}\". Accepted: eq, ne, gt, gte, lt, lte, in"),
    };

    private Condition Compare(int index, string sql, JsonNode? node)
    {
        if (++_count > MaxConditions)
            throw new FormatException($"More than {MaxConditions} conditions");
        var text = node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => null,
            JsonValueKind.String => Text(node),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
            _ => throw new FormatException($"{names[index]}: a list or object is no value"),
        };
        if (text is null)
            return sql is "=" or "<>" ? new Condition.IsNull(index, sql == "<>") : throw new FormatException($"{names[index]}: null has no order. Accepted with null: eq, ne");
        if (kindOf(index) == AggregateKind.Opaque)
            throw new FormatException($"{names[index]}: values of its type cannot be compared here. Accepted: null");
        return AggregateValue.Read(kindOf(index), text) is { } read
            ? new Condition.Compare(index, sql, read)
            : throw new FormatException($"{names[index]}: invalid value \"{Term.Cut(text)}\". Accepted: {AggregateValue.Accepted(kindOf(index))}");
    }

    private static string Text(JsonNode node)
    {
        try
        {
            return node.GetValue<string>();
        }
        catch (InvalidOperationException)   // a lone surrogate in JSON inside a text
        {
            throw new FormatException("Cannot parse JSON");
        }
    }
}
