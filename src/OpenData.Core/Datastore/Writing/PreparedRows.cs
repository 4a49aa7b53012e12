using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>
/// Records as lines of <c>COPY</c>, made in one pass over the bytes in which they came. So it goes where the printed form of each value is known here
/// (<see cref="RowOutput"/>): sixty thousand values of a batch become no objects.
/// </summary>
internal sealed class PreparedRows
{
    private const int Piece = 1 << 16;

    private readonly RowLines _lines;
    private readonly int[] _ends;
    private readonly string?[][] _keys;

    private PreparedRows(int version, int columns, int count, int keys)
    {
        (_lines, _ends) = (new RowLines(version, columns), new int[count]);
        _keys = [.. Enumerable.Range(0, keys).Select(_ => new string?[count])];
    }

    public int Count => _ends.Length;

    /// <summary>Whether every record names every column.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>The values of the key, column by column; null where there is none.</summary>
    public IReadOnlyList<string?[]> Keys => _keys;

    /// <summary>Reads records from <paramref name="first"/> on. Empty texts that are no values become null in what was sent: it is the answer.</summary>
    /// <returns>Null when only PostgreSQL can tell what a value becomes, or a record names what is no column.</returns>
    /// <param name="sent">Objects whose keys are columns.</param>
    /// <param name="first">Of the request.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="fields">The table's columns.</param>
    /// <param name="key">Columns whose values are kept.</param>
    /// <param name="version">In which the rows begin.</param>
    public static PreparedRows? Read(SentRecords sent, int first, int count, IReadOnlyList<Field> fields, IReadOnlyList<Field> key, int version)
    {
        var rows = new PreparedRows(version, fields.Count, count, key.Count);
        var columns = fields.Index().ToDictionary(field => field.Item.Id, field => field.Index, StringComparer.Ordinal);
        var keyOf = fields.Select(field => key.Index().FirstOrDefault(each => each.Item == field, (-1, null!)).Index).ToArray();
        var names = new RecordNames();
        var places = new List<int>();   // column of each property of a record
        var values = new JsonElement[fields.Count];
        for (var i = 0; i < count; i++)
        {
            Array.Clear(values);
            var at = 0;
            foreach (var property in sent.Items[first + i].EnumerateObject())
            {
                if (names.Learn(property, at))
                {
                    places.RemoveRange(at, places.Count - at);
                    if (!columns.TryGetValue(names.Names[at], out var column) || !RowOutput.Knows(fields[column]))
                        return null;
                    places.Add(column);
                }

                values[places[at++]] = property.Value;
            }

            rows.IsComplete &= at == fields.Count;
            for (var c = 0; c < values.Length; c++)
            {
                if (!rows.TryAdd(values[c], fields[c], keyOf[c] < 0 ? null : rows._keys[keyOf[c]], i, out var isEmptied))
                    return null;
                if (isEmptied)
                    sent.SetNull(first + i, fields[c].Id);
            }

            rows._lines.End();
            rows._ends[i] = rows._lines.Lines.Length;
        }

        return rows;
    }

    /// <summary>Sends records as rows.</summary>
    /// <param name="copy">Of the write's table.</param>
    /// <param name="rows">Place of the record, and the row's number.</param>
    /// <param name="ct">Gives up.</param>
    public async Task WriteAsync(RowCopy copy, IEnumerable<(int Record, long Id)> rows, CancellationToken ct)
    {
        var piece = new ArrayBufferWriter<byte>(Piece + (Piece / 4));
        foreach (var (record, id) in rows)
        {
            RowLines.WriteNumber(piece, id);
            piece.Write(_lines.Lines.Span[(record == 0 ? 0 : _ends[record - 1]).._ends[record]]);
            if (piece.WrittenCount < Piece)
                continue;
            await copy.SendAsync(piece.WrittenMemory, ct);
            piece.ResetWrittenCount();
        }

        await copy.SendAsync(piece.WrittenMemory, ct);
    }

    private bool TryAdd(JsonElement value, Field field, string?[]? key, int record, out bool isEmptied)
    {
        isEmptied = false;
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            _lines.AddNull();
            return true;
        }

        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            return false;
        var isText = RowOutput.IsText(field);
        var text = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind == JsonValueKind.String)
            text = text.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(value.GetString()!) : text[1..^1];
        else if (!isText && value.ValueKind == JsonValueKind.Number ? field.Type is "bool" or "date" or "timestamp" : !isText && field.Type != "bool")
            return false;
        if (text.IsEmpty && !isText)
        {
            isEmptied = true;   // no value everywhere but in texts (contract 5.4)
            _lines.AddNull();
            return true;
        }

        Span<byte> room = stackalloc byte[RowOutput.Room];
        if (!RowOutput.TryPrint(text, field, room, out var printed))
            return false;
        _lines.Add(printed);
        if (key is not null)
            key[record] = Encoding.UTF8.GetString(printed);
        return true;
    }
}
