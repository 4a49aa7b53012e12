using System.Security.Cryptography;
using System.Text.Json;

namespace Budget.Importers.Mapping;

/// <summary>SHA-256 of what decides which lines come out of a file; see <see cref="DatasetMapping.Hash"/>.</summary>
internal static class MappingHash
{
    private static readonly string[] EtlParts = ["delivery", "read", "resources"];
    private static readonly string[] FieldParts = ["name", "type", "scale", "constraints"];

    public static string Of(JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("etl", out var etl) && etl.ValueKind == JsonValueKind.Object)
                WriteParts(writer, etl, EtlParts);
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Array)
                WriteSchemas(writer, resources);
            writer.WriteEndObject();
        }
        return Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void WriteSchemas(Utf8JsonWriter writer, JsonElement resources)
    {
        writer.WriteStartArray("schemas");
        foreach (var resource in resources.EnumerateArray())
        {
            if (resource.ValueKind != JsonValueKind.Object || !resource.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.Object)
                continue;
            writer.WriteStartObject();
            WriteParts(writer, resource, ["name"]);
            WriteParts(writer, schema, ["primaryKey"]);
            writer.WriteStartArray("fields");
            if (schema.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array)
                foreach (var one in fields.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.Object))
                {
                    writer.WriteStartObject();
                    WriteParts(writer, one, FieldParts);
                    writer.WriteEndObject();
                }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter writer, JsonElement from, IReadOnlyList<string> names)
    {
        foreach (var name in names)
            if (from.TryGetProperty(name, out var value))
            {
                writer.WritePropertyName(name);
                WriteCanonical(writer, value);
            }
    }

    /// <summary>Properties in ordinal order, no blanks, numbers as written.</summary>
    private static void WriteCanonical(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    WriteCanonical(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    WriteCanonical(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(value.GetRawText());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
