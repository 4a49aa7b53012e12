using System.Text;
using System.Text.Json;

namespace OpenData.Core.Datastore.Writing;

/// <summary>The names of a record, learned once: nearly every record has the names of the one before it, in the same order.</summary>
internal sealed class RecordNames
{
    private readonly List<byte[]> _utf8 = [];
    private readonly List<string> _names = [];

    /// <summary>Of the record looked at last.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Looks at a record; false when its names are those of the one before.</summary>
    public bool Learn(JsonElement record)
    {
        var (place, isNew) = (0, false);
        foreach (var property in record.EnumerateObject())
            isNew |= Learn(property, place++);
        if (place == _names.Count)
            return isNew;
        Cut(place);
        return true;
    }

    /// <summary>Looks at the property at a place, from 0 on; false when it has the name of the one that was there before.</summary>
    public bool Learn(JsonProperty property, int place)
    {
        if (place < _names.Count && property.NameEquals(_utf8[place]))
            return false;
        Cut(place);
        _names.Add(property.Name);
        _utf8.Add(Encoding.UTF8.GetBytes(_names[place]));
        return true;
    }

    private void Cut(int count)
    {
        _names.RemoveRange(count, _names.Count - count);
        _utf8.RemoveRange(count, _utf8.Count - count);
    }
}
