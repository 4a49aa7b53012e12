using System.Text.Json;
using Catalog.Api.Datastore;
using OpenData.Core.Datastore;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>Rows in answers about versions: values as the canonical CSV has them, so that who applies a change to a file gets the other file byte for byte.</summary>
internal static class RowJson
{
    /// <summary>An object of column and value; null where there is no row.</summary>
    public static void Write(Utf8JsonWriter json, string name, VersionBound? at, string?[]? row) => Write(json, name, at?.Fields ?? [], row);

    /// <summary>The same by columns.</summary>
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Field> fields, string?[]? row)
    {
        if (row is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach (var (field, text) in fields.Zip(row))
            WriteValue(json, field, text);
        json.WriteEndObject();
    }

    /// <summary>The values of the key's columns; an empty object where <c>_id</c> is the key.</summary>
    public static void WriteKey(Utf8JsonWriter json, string name, VersionBound at, string?[] row)
    {
        json.WriteStartObject(name);
        foreach (var (field, text) in at.Fields.Zip(row))
        {
            if (at.Key.Contains(field.Id))
                WriteValue(json, field, text);
        }

        json.WriteEndObject();
    }

    /// <summary>Names of the columns in which a changed row differs.</summary>
    public static void WriteChangedFields(Utf8JsonWriter json, VersionBound? before, VersionBound? after, RowChange change)
    {
        json.WriteStartArray("changed_fields");
        if (change is { Before: { } old, After: { } now })
        {
            var (was, has) = (Values(before!, old), Values(after!, now));
            foreach (var name in has.Keys.Union(was.Keys).Where(name => was.GetValueOrDefault(name) != has.GetValueOrDefault(name)))
                json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static Dictionary<string, string?> Values(VersionBound at, string?[] row) =>
        at.Fields.Zip(row).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal);

    private static void WriteValue(Utf8JsonWriter json, Field field, string? text)
    {
        json.WritePropertyName(field.Id);
        Cells.WriteStored(json, RowColumn.Of(field), text);
    }
}
