using System.Text.Json.Nodes;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Checks the form of records before anything is written (contract 5.3, 5.4).</summary>
internal static class RecordList
{
    /// <summary>The records of <c>datastore_create</c>.</summary>
    /// <exception cref="ValidationException">No list of objects.</exception>
    public static IReadOnlyList<JsonObject> OfCreate(JsonNode? records)
    {
        if (records is null)
            return [];
        if (records is not JsonArray list)
            throw new ValidationException("records", "Records has to be a list of dicts");
        if (list.Count > 0 && list[0] is not JsonObject)
            throw new ValidationException("records", "The first row is not a json object");
        return Objects(list);
    }

    /// <summary>The records of <c>datastore_upsert</c>, whose key is asked for first: a text there is a record without one.</summary>
    /// <exception cref="ValidationException">No objects, or objects without the key.</exception>
    public static IReadOnlyList<JsonObject> OfUpsert(JsonNode? records, WriteMethod method, IReadOnlyList<string> key, IReadOnlyList<Field> fields)
    {
        if (records is null || (records is JsonArray list && list.Count == 0))
            return [];
        if (method == WriteMethod.Insert)
        {
            var rows = OfCreate(records);
            RequireKnown(rows, fields);
            return rows;
        }

        IReadOnlyList<JsonNode?> items = records is JsonArray array ? [.. array] : [records];
        // Without a key every record has to name its row by number.
        if (key.Count == 0 && items.Any(item => item is not JsonObject record || !record.ContainsKey("_id")))
            throw new ValidationException("table", "unique key must be passed for update/upsert");
        foreach (var item in items)
        {
            var record = item as JsonObject;
            if (record is null || !record.ContainsKey("_id"))
            {
                var missing = key.Where(name => record is null || !record.ContainsKey(name)).ToList();
                if (missing.Count > 0)
                    throw RecordErrors.KeyMissing(missing);
            }

            var unknown = record!.Select(pair => pair.Key).Where(name => name != "_id" && !fields.Any(field => field.Id == name)).ToList();
            if (unknown.Count > 0)
                throw new ValidationException("fields", $"fields \"{string.Join(", ", unknown)}\" do not exist");
        }

        return [.. items.Cast<JsonObject>()];
    }

    /// <exception cref="ValidationException">A key that is no column.</exception>
    public static void RequireKnown(IReadOnlyList<JsonObject> records, IReadOnlyList<Field> fields)
    {
        var names = fields.Select(field => field.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (i, record) in records.Index())
        {
            if (record.Any(pair => !names.Contains(pair.Key)))
                throw RecordErrors.ExtraKeys(i, record.Select(pair => pair.Key).Where(name => !names.Contains(name)));
        }
    }

    private static List<JsonObject> Objects(JsonArray list) =>
        [.. list.Index().Select(item => item.Item as JsonObject ?? throw new ValidationException("records", $"row \"{item.Index + 1}\" is not a json object"))];
}
