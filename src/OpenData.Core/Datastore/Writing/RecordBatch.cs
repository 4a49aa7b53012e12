using System.Text.Json;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Records column by column, as texts: what one statement takes. Only the columns that some record names are here.</summary>
internal sealed class RecordBatch
{
    private readonly string?[][] _texts;
    private readonly bool[][] _given;
    private bool? _isUniform;

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
    public bool IsUniform => _isUniform ??= Array.TrueForAll(_given, column => Array.TrueForAll(column, given => given));

    /// <inheritdoc cref="RecordKeys.AreDistinct"/>
    public bool HasDistinct(IReadOnlyList<Field> key) => Ids is null
        && RecordKeys.AreDistinct([.. key.Select(field => _texts[Fields.Index().First(column => column.Item.Id == field.Id).Index])], key);

    /// <summary>The records at these places.</summary>
    public RecordBatch Pick(IReadOnlyList<int> places) => new(
        First, Fields, [.. _texts.Select(column => places.Select(place => column[place]).ToArray())], [.. _given.Select(column => places.Select(place => column[place]).ToArray())], null) { Rows = places.Count };

    /// <summary>Some of the records.</summary>
    public RecordBatch Slice(int from, int count) => new(
        First + from, Fields, [.. _texts.Select(column => column[from..(from + count)])], [.. _given.Select(column => column[from..(from + count)])], Ids?[from..(from + count)]) { Rows = count };

    /// <summary>Reads records from <paramref name="first"/> on. Empty texts that are no values become null in what was sent: it is the answer.</summary>
    /// <param name="sent">Objects whose keys are columns, besides <c>_id</c> where <paramref name="byId"/> says so.</param>
    /// <param name="first">Of the request.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="fields">The table's columns.</param>
    /// <param name="byId">Whether the records name rows by <c>_id</c>.</param>
    /// <exception cref="ValidationException">A value that its column cannot have.</exception>
    public static RecordBatch Read(SentRecords sent, int first, int count, IReadOnlyList<Field> fields, bool byId)
    {
        var columns = fields.Index().ToDictionary(field => field.Item.Id, field => field.Index, StringComparer.Ordinal);
        var texts = new string?[fields.Count][];
        var given = new bool[fields.Count][];
        var ids = byId ? new string?[count] : null;
        var names = new RecordNames();
        var places = new List<int>();   // column of each property of a record; the count of columns = the number; -1 = none
        for (var i = 0; i < count; i++)
        {
            var at = 0;
            foreach (var property in sent.Items[first + i].EnumerateObject())
            {
                if (names.Learn(property, at))
                {
                    places.RemoveRange(at, places.Count - at);
                    places.Add(columns.TryGetValue(names.Names[at], out var column) ? column : byId && names.Names[at] == "_id" ? fields.Count : -1);
                }

                var place = places[at++];
                if (place < 0)
                    continue;
                try
                {
                    if (place == fields.Count)
                    {
                        ids![i] = RecordValue.Text(property.Value, IdField);
                        continue;
                    }

                    var text = RecordValue.Text(property.Value, fields[place]);
                    (texts[place] ??= new string?[count])[i] = text;
                    (given[place] ??= new bool[count])[i] = true;
                    if (text is null && property.Value.ValueKind == JsonValueKind.String)
                        sent.SetNull(first + i, names.Names[at - 1]);
                }
                catch (RecordValueException e)
                {
                    throw RecordErrors.OfRecord(e.Message, first + i);
                }
            }
        }

        var used = Enumerable.Range(0, fields.Count).Where(place => texts[place] is not null).ToArray();
        return new RecordBatch(first, [.. used.Select(place => fields[place])], [.. used.Select(place => texts[place])], [.. used.Select(place => given[place])], ids) { Rows = count };
    }

    private static readonly Field IdField = new() { Id = "_id", Type = "int8" };
}
