using System.Text.Json;
using OpenData.Core.Datastore;
using OpenData.Core.Texts;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary>Column descriptions as CKAN writes them: id, type and, where the publisher said something, info.</summary>
internal static class FieldList
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<RowColumn> columns)
    {
        json.WriteStartArray();
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("id", column.Name);
            json.WriteString("type", column.Type);
            if (column.Field is { } field)
                WriteInfo(json, field);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The data dictionary: CKAN's <c>label</c> and <c>notes</c> in the first language, and all languages beside them.</summary>
    public static void WriteInfo(Utf8JsonWriter json, Field field)
    {
        if (field.Info is not null)
        {
            json.WritePropertyName("info");
            JsonSerializer.Serialize(json, field.Info, Actions.ApiJson.Options);
            return;
        }

        if (field.Title is null && field.Description is null)
            return;
        json.WriteStartObject("info");
        WriteTexts(json, "label", field.Title);
        WriteTexts(json, "notes", field.Description);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is not { Count: > 0 })
            return;
        json.WriteString(name, TextCatalog.Languages.Select(texts.GetValueOrDefault).FirstOrDefault(text => text is not null) ?? texts.Values.First());
        json.WriteStartObject($"{name}_translated");
        foreach (var (language, text) in texts)
            json.WriteString(language, text);
        json.WriteEndObject();
    }
}
