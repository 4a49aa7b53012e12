using System.Globalization;
using System.Text;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>The keys of records, as texts.</summary>
internal static class RecordKeys
{
    /// <summary>
    /// Whether it is certain that no two records have the same key: every value is written in the only way that there is, and no two are written alike. A key with a
    /// null equals none.
    /// </summary>
    /// <param name="columns">Of the key, one list of texts each.</param>
    /// <param name="key">The same columns' types.</param>
    public static bool AreDistinct(IReadOnlyList<string?[]> columns, IReadOnlyList<Field> key)
    {
        var count = columns.Count > 0 ? columns[0].Length : 0;
        var seen = new HashSet<string>(count, StringComparer.Ordinal);
        var whole = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            if (columns.Any(column => column[i] is null))
                continue;
            whole.Clear();
            for (var c = 0; c < columns.Count; c++)
            {
                var text = columns[c][i]!;
                if (!RecordValue.IsOnlyForm(text, key[c]))
                    return false;
                if (columns.Count > 1)
                    whole.Append(CultureInfo.InvariantCulture, $"{text.Length}:{text}");
            }

            if (!seen.Add(columns.Count > 1 ? whole.ToString() : columns[0][i]!))
                return false;
        }

        return true;
    }
}
