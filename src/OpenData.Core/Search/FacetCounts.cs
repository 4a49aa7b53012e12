using System.Buffers.Binary;
using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace OpenData.Core.Search;

/// <summary>
/// Counts values of facets. The database hands over the packed numbers of all hits in one piece, and they are counted here: ten times as fast as unnesting
/// and grouping them there. What a number means never changes, so it is kept.
/// </summary>
internal sealed class FacetCounts
{
    private readonly ConcurrentDictionary<int, (string Field, string Value)> _values = new();

    /// <summary>Fields whose values are packed; <c>vocab_…</c> too.</summary>
    public static bool IsPacked(string field) =>
        field is "tags" or "groups" or "organization" or "res_format" or "license_id" or "type" || field.StartsWith("vocab_", StringComparison.Ordinal);

    /// <summary>How often each number stands in <paramref name="packed"/>.</summary>
    public static IReadOnlyList<KeyValuePair<int, int>> Count(ReadOnlySpan<byte> packed)
    {
        var counts = new int[1024];
        for (var at = 0; at + 4 <= packed.Length; at += 4)
        {
            var no = BinaryPrimitives.ReadInt32BigEndian(packed[at..]);
            if (no >= counts.Length)
                Array.Resize(ref counts, Math.Max(no + 1, counts.Length * 2));
            counts[no]++;
        }

        return [.. counts.Index().Where(count => count.Item > 0).Select(count => KeyValuePair.Create(count.Index, count.Item))];
    }

    /// <summary>Number of datasets by value, of each field that has any.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>>> ByFieldAsync(NpgsqlConnection connection, IReadOnlyList<KeyValuePair<int, int>> counts, CancellationToken ct)
    {
        await LearnAsync(connection, [.. counts.Select(count => count.Key).Where(no => !_values.ContainsKey(no))], ct);
        var found = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (var (no, count) in counts)
        {
            var (field, value) = _values[no];
            if (!found.TryGetValue(field, out var values))
                found[field] = values = new Dictionary<string, long>(StringComparer.Ordinal);
            values[value] = values.GetValueOrDefault(value) + count;   // a value may have two numbers
        }

        return found.ToDictionary(field => field.Key, field => (IReadOnlyDictionary<string, long>)field.Value, StringComparer.Ordinal);
    }

    private async Task LearnAsync(NpgsqlConnection connection, int[] numbers, CancellationToken ct)
    {
        if (numbers.Length == 0)
            return;
        var rows = await connection.QueryAsync<(int No, string Field, string Value)>(new CommandDefinition(
            "select no, field, value from catalog.facet_value where no = any(@numbers)", new { numbers }, cancellationToken: ct));
        foreach (var (no, field, value) in rows)
            _values[no] = (field, value);
    }
}
