using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore.Writing;

/// <summary>A column as a client declares it (contract 5.3).</summary>
public sealed record FieldInput
{
    public required string Id { get; init; }

    /// <summary>As declared; null = to be guessed, or kept where the column is there already.</summary>
    public string? Type { get; init; }

    /// <summary>Everything that was sent, for the echo.</summary>
    public required JsonObject Sent { get; init; }

    public JsonObject? Info => Sent["info"] as JsonObject;

    /// <summary>Whether <c>info</c> was sent: without it a column keeps what it has.</summary>
    public bool HasInfo => Sent.ContainsKey("info");

    /// <summary>The list of <c>fields</c>; null when nothing was sent.</summary>
    /// <exception cref="IntegrityException">No list of objects.</exception>
    /// <exception cref="ValidationException">A column without an id, in CKAN's positional shape.</exception>
    public static IReadOnlyList<FieldInput>? ReadAll(JsonNode? fields, Func<JsonObject> request)
    {
        if (fields is null)
            return null;
        if (fields is not JsonArray list || list.Any(field => field is not JsonObject))
            throw new IntegrityException($"Only lists of dicts can be placed against subschema ('fields',), not <class '{PythonType(fields)}'>", request());
        var problems = list.Select(field => Problems(field!.AsObject())).ToList();
        if (problems.Exists(problem => problem.Count > 0))
            throw new ValidationException(new Dictionary<string, object> { ["fields"] = problems });
        return [.. list.Select(field => Read(field!.AsObject()))];
    }

    private static FieldInput Read(JsonObject sent) => new() { Id = Text(sent["id"])!, Type = Text(sent["type"]) is { Length: > 0 } type ? type : null, Sent = sent };

    private static Dictionary<string, object> Problems(JsonObject field)
    {
        var problems = new Dictionary<string, object>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(Text(field["id"])))
            problems["id"] = new[] { field["id"] is null || Text(field["id"]) is not null ? "Missing value" : "Must be a Unicode string value" };
        if (field["type"] is { } type && Text(type) is null)
            problems["type"] = new[] { "Must be a Unicode string value" };
        if (field["info"] is { } info && info is not JsonObject)
            problems["info"] = new[] { "Must be an object" };
        return problems;
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static string PythonType(JsonNode node) => (node is JsonArray list ? list.First(item => item is not JsonObject)?.GetValueKind() : node.GetValueKind()) switch
    {
        null => "NoneType",
        JsonValueKind.String => "str",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "int",
    };
}
