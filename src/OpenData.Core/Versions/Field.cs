using System.Text.Json;
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

    /// <summary>PostgreSQL's short type name as CKAN reports it (contract 5.1): <c>text</c>, <c>int4</c>, <c>int8</c>, <c>numeric</c>, <c>date</c>, <c>bool</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Decimals of a <c>numeric</c> column, or null: its texts all have this scale.</summary>
    public int? Scale { get; init; }

    /// <summary>Physical column when it differs from <see cref="Id"/>: a change of type gets a new column under the same name (design A.4).</summary>
    public string? Column { get; init; }

    /// <summary>Title by language (<c>el</c>, <c>en</c>).</summary>
    public IReadOnlyDictionary<string, string>? Title { get; init; }

    /// <summary>Meaning by language.</summary>
    public IReadOnlyDictionary<string, string>? Description { get; init; }

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
        "text" or "int4" or "int8" or "numeric" or "date" or "bool" => Type,
        _ => throw new InvalidOperationException($"unknown field type {Type}"),
    };

    public static IReadOnlyList<Field> ListFromJson(string json) => JsonSerializer.Deserialize<List<Field>>(json, Json)!;

    public static string ListToJson(IReadOnlyList<Field> fields) => JsonSerializer.Serialize(fields, Json);
}
