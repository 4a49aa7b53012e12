using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore.Writing;

/// <summary>What is wrong with records, in CKAN's shapes (contract 5.3, 5.4). The number of a record counts from 0, that in "row" texts from 1.</summary>
internal static class RecordErrors
{
    public static ValidationException OfRecord(string message, int record) => new(new Dictionary<string, object>
    {
        ["records"] = new[] { message },
        ["records_row"] = record,
    });

    public static ValidationException ExtraKeys(int record, IEnumerable<string> keys) =>
        new("records", $"row \"{record + 1}\" has extra keys \"{string.Join(", ", keys)}\"");

    public static ValidationException KeyNotFound(IEnumerable<(string Name, string? Value, bool IsText)> key) => new("key",
        $"key \"{{{string.Join(", ", key.Select(part => $"'{part.Name}': {(part.Value is null ? "None" : part.IsText ? $"'{part.Value}'" : part.Value)}"))}}}\" not found");

    /// <summary>CKAN's text with the line break that it has there: clients compare it.</summary>
    public static ValidationException KeyMissing(IEnumerable<string> names) =>
        new("key", $"fields \"{string.Join(", ", names)}\" are missing\n                            but needed as key");

    /// <summary>The new key is not one: rows that are there share a value.</summary>
    public static ValidationException NotUnique(PostgresException e) => new(new Dictionary<string, object>
    {
        ["constraints"] = new[] { "Cannot insert records or create indexbecause of uniqueness constraint" },
        ["info"] = new Dictionary<string, object> { ["orig"] = e.MessageText, ["pgcode"] = e.SqlState },
    });

    /// <summary>Whether it is the caller's mistake: a value, a constraint, a limit of PostgreSQL.</summary>
    public static bool IsCallers(PostgresException e) => e.SqlState is ['2', '2', ..] or ['2', '3', ..] or ['4', '2', ..] or ['5', '4', ..];

    public static ValidationException Of(PostgresException e, int record, Guid resourceId, IReadOnlyList<string> key) => OfRecord(
        e.SqlState == PostgresErrorCodes.UniqueViolation
            ? $"duplicate key value violates unique constraint \"{TableIndexes.PublicName(resourceId, key)}\""
            : e.MessageText, record);
}
