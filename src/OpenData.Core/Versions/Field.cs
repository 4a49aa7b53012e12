using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OpenData.Core.Versions;

/// <summary>One published column of a resource at a version: an element of <c>ver.resource_version.fields</c>.</summary>
public sealed record Field
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The public name, as in CSV and API.</summary>
    public required string Id { get; init; }

    /// <summary>PostgreSQL's short type name as CKAN reports it (contract 5.1): <c>text</c>, <c>int4</c>, <c>numeric</c>, <c>_text</c> …</summary>
    public required string Type { get; init; }

    /// <summary>Decimals of a <c>numeric</c> column, or null: its texts all have this scale.</summary>
    public int? Scale { get; init; }

    /// <summary>Physical column when it differs from <see cref="Id"/>: a change of type gets a new column under the same name (design A.4).</summary>
    public string? Column { get; init; }

    /// <summary>Title by language (<c>el</c>, <c>en</c>).</summary>
    public IReadOnlyDictionary<string, string>? Title { get; init; }

    /// <summary>Meaning by language.</summary>
    public IReadOnlyDictionary<string, string>? Description { get; init; }

    /// <summary>What follows the type where a client declared it so: <c>(10,2)</c>.</summary>
    public string? Modifier { get; init; }

    /// <summary>The data dictionary of a column written by API: an object as its publisher sent it (contract 5.2).</summary>
    public JsonObject? Info { get; init; }

    /// <summary>Fiscal Data Package column type, such as <c>phase:id</c>, or null.</summary>
    public string? ColumnType { get; init; }

    /// <summary>The physical column, quoted.</summary>
    [JsonIgnore]
    public string Sql => Database.Sql.Identifier(Column ?? Id);

    /// <summary>The type for DDL: <c>numeric(18,2)</c>, <c>text</c> ...</summary>
    [JsonIgnore]
    public string SqlType => Type switch
    {
        "numeric" when Scale is { } scale => $"numeric({16 + scale},{scale})",
        _ when Datastore.ColumnTypes.IsKnown(Type) => Datastore.ColumnTypes.Sql(this),
        _ => throw new InvalidOperationException($"unknown field type {Type}"),
    };

    public static IReadOnlyList<Field> ListFromJson(string json) => JsonSerializer.Deserialize<List<Field>>(json, Json)!;

    public static string ListToJson(IReadOnlyList<Field> fields) => JsonSerializer.Serialize(fields, Json);
}
