using System.Text.Json.Nodes;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Records column by column, as texts: what one statement takes. Only the columns that some record names are here.</summary>
internal sealed class RecordBatch
{
    private readonly string?[][] _texts;
    private readonly bool[][] _given;

    private RecordBatch(int first, IReadOnlyList<Field> fields, string?[][] texts, bool[][] given, string?[]? ids)
    {
        (First, Fields, _texts, _given, Ids) = (first, fields, texts, given, ids);
    }

    /// <summary>Place of the first record in the request, from 0.</summary>
    public int First { get; }

    public int Count => _texts.Length > 0 ? _texts[0].Length : Ids?.Length ?? Rows;

    /// <summary>The columns that records name.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Row numbers where the records name rows by <c>_id</c>; else null.</summary>
    public string?[]? Ids { get; }

    /// <summary>How many records name no column at all: a row of nulls each.</summary>
    private int Rows { get; init; }

    /// <summary>The values of a column; null where there is none.</summary>
    public string?[] Texts(int column) => _texts[column];

    /// <summary>Which records name a column.</summary>
    public bool[] Given(int column) => _given[column];

    /// <summary>Whether every record names the same columns.</summary>
    public bool IsUniform => Array.TrueForAll(_given, column => Array.TrueForAll(column, given => given));

    /// <summary>Some of the records.</summary>
    public RecordBatch Slice(int from, int count) => new(
        First + from, Fields, [.. _texts.Select(column => column[from..(from + count)])], [.. _given.Select(column => column[from..(from + count)])], Ids?[from..(from + count)]) { Rows = count };

    /// <summary>Reads records from <paramref name="first"/> on. Empty texts that are no values become null in the records themselves: they are the answer's.</summary>
    /// <param name="records">Objects whose keys are columns, besides <c>_id</c> where <paramref name="byId"/> says so.</param>
    /// <param name="first">Of the request.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="fields">The table's columns.</param>
    /// <param name="byId">Whether the records name rows by <c>_id</c>.</param>
    /// <exception cref="ValidationException">A value that its column cannot have.</exception>
    public static RecordBatch Read(IReadOnlyList<JsonObject> records, int first, int count, IReadOnlyList<Field> fields, bool byId)
    {
        var places = fields.Index().ToDictionary(field => field.Item.Id, field => field.Index, StringComparer.Ordinal);
        var texts = new string?[fields.Count][];
        var given = new bool[fields.Count][];
        var ids = byId ? new string?[count] : null;
        var empty = new List<(JsonObject Record, string Name)>();
        for (var i = 0; i < count; i++)
        {
            foreach (var (name, value) in records[first + i])
            {
                try
                {
                    if (places.TryGetValue(name, out var place))
                    {
                        var text = RecordValue.Text(value, fields[place]);
                        (texts[place] ??= new string?[count])[i] = text;
                        (given[place] ??= new bool[count])[i] = true;
                        if (text is null && value is not null)
                            empty.Add((records[first + i], name));
                    }
                    else if (ids is not null && name == "_id")
                    {
                        ids[i] = RecordValue.Text(value, IdField);
                    }
                }
                catch (RecordValueException e)
                {
                    throw RecordErrors.OfRecord(e.Message, first + i);
                }
            }
        }

        // Stored as nothing, and shown so in the answer.
        foreach (var (record, name) in empty)
            record[name] = null;
        var used = Enumerable.Range(0, fields.Count).Where(place => texts[place] is not null).ToArray();
        return new RecordBatch(first, [.. used.Select(place => fields[place])], [.. used.Select(place => texts[place])], [.. used.Select(place => given[place])], ids) { Rows = count };
    }

    private static readonly Field IdField = new() { Id = "_id", Type = "int8" };
}
