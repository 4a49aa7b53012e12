using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenData.Core.Datastore.Writing;

/// <summary>
/// The records of a request as they lie in its body: their values are read where they are, because a batch of thousands has more of them than should become
/// objects, and the answer repeats the bytes that came.
/// </summary>
public sealed class SentRecords
{
    private readonly JsonElement _value;
    private readonly List<JsonElement> _items;
    private readonly Dictionary<int, List<string>> _emptied = [];

    /// <param name="value">A list of records, or whatever was sent in its place; undefined = nothing.</param>
    public SentRecords(JsonElement value)
    {
        _value = value;
        _items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];
    }

    /// <summary>Records that came in another way than as a list in a JSON body; null = nothing.</summary>
    public static SentRecords Of(JsonNode? node) => new(node is null ? default : JsonSerializer.SerializeToElement(node));

    public bool IsNothing => _value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public bool IsList => _value.ValueKind == JsonValueKind.Array;

    /// <summary>The records of a list; one that is none stands for itself.</summary>
    internal IReadOnlyList<JsonElement> Items => IsList || IsNothing ? _items : [_value];

    /// <summary>What a value was stored as: nothing, and shown so in the answer (contract 5.4).</summary>
    internal void SetNull(int record, string name)
    {
        if (!_emptied.TryGetValue(record, out var names))
            _emptied[record] = names = [];
        names.Add(name);
    }

    /// <summary>The records as one JSON value, with what became null. Asks after each one whether enough is written to be sent.</summary>
    public async ValueTask WriteAsync(Utf8JsonWriter json, Func<ValueTask> sendAsync)
    {
        if (!IsList)
        {
            Write(json, _value, 0);
            return;
        }

        json.WriteStartArray();
        for (var i = 0; i < _items.Count; i++)
        {
            Write(json, _items[i], i);
            await sendAsync();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, JsonElement record, int place)
    {
        if (!_emptied.TryGetValue(place, out var names))
        {
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(record), skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        foreach (var property in record.EnumerateObject())
        {
            json.WritePropertyName(property.Name);
            if (names.Contains(property.Name))
                json.WriteNullValue();
            else
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
