using System.Text.Json;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Checks the form of records before anything is written (contract 5.3, 5.4).</summary>
internal static class RecordList
{
    /// <summary>The records of <c>datastore_create</c>.</summary>
    /// <exception cref="ValidationException">No list of objects.</exception>
    public static void RequireCreate(SentRecords records)
    {
        if (records.IsNothing)
            return;
        if (!records.IsList)
            throw new ValidationException("records", "Records has to be a list of dicts");
        if (records.Items is [{ ValueKind: not JsonValueKind.Object }, ..])
            throw new ValidationException("records", "The first row is not a json object");
        foreach (var (i, item) in records.Items.Index())
        {
            if (item.ValueKind != JsonValueKind.Object)
                throw new ValidationException("records", $"row \"{i + 1}\" is not a json object");
        }
    }

    /// <summary>The records of <c>datastore_upsert</c>, whose key is asked for first: a text there is a record without one.</summary>
    /// <exception cref="ValidationException">No objects, or objects without the key.</exception>
    public static void RequireUpsert(SentRecords records, WriteMethod method, IReadOnlyList<string> key, IReadOnlyList<Field> fields)
    {
        if (method == WriteMethod.Insert && records.Items.Count > 0)
        {
            RequireCreate(records);   // which keys are no columns is seen when they are written
            return;
        }

        // Without a key every record has to name its row by number.
        if (key.Count == 0 && records.Items.Any(item => item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("_id", out _)))
            throw new ValidationException("table", "unique key must be passed for update/upsert");
        var names = new RecordNames();
        foreach (var item in records.Items)
        {
            var isRecord = item.ValueKind == JsonValueKind.Object;
            if (isRecord && !names.Learn(item))
                continue;
            var present = isRecord ? names.Names : [];
            if (!present.Contains("_id"))
            {
                var missing = key.Where(name => !present.Contains(name)).ToList();
                if (missing.Count > 0)
                    throw RecordErrors.KeyMissing(missing);
            }

            var unknown = present.Where(name => name != "_id" && !fields.Any(field => field.Id == name)).ToList();
            if (unknown.Count > 0)
                throw new ValidationException("fields", $"fields \"{string.Join(", ", unknown)}\" do not exist");
        }
    }

    /// <exception cref="ValidationException">A key that is no column.</exception>
    public static void RequireKnown(SentRecords records, IReadOnlyList<Field> fields)
    {
        var columns = fields.Select(field => field.Id).ToHashSet(StringComparer.Ordinal);
        var names = new RecordNames();
        foreach (var (i, record) in records.Items.Index())
        {
            if (names.Learn(record) && names.Names.Any(name => !columns.Contains(name)))
                throw RecordErrors.ExtraKeys(i, names.Names.Where(name => !columns.Contains(name)));
        }
    }
}
