using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace OpenData.Core.Datastore;

/// <summary>
/// Totals, and the best matches of words, by rows and conditions. The rows of a version never change, so an entry is never stale, only evicted. Who asks for the same total at the same time
/// waits for the one who counts. Only what a caller may read is counted: the source comes from the check of rights.
/// </summary>
public sealed class TotalCache : IDisposable
{
    /// <summary>Totals kept, about 200 bytes each; a list of matches counts for more.</summary>
    private const int Most = 50_000;

    private readonly MemoryCache _totals = new(new MemoryCacheOptions { SizeLimit = Most });
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    public void Dispose() => _totals.Dispose();

    /// <summary>What is known of the query's total, else what <paramref name="count"/> finds. A count that fails leaves nothing, and the next one tries itself.</summary>
    public Task<long> GetAsync(RowQuery query, Func<Task<long>> count, CancellationToken ct) => GetAsync("total", query, count, _ => 1, ct);

    /// <summary>The same of the best matches.</summary>
    public Task<RankedRows> GetAsync(RowQuery query, Func<Task<RankedRows>> read, CancellationToken ct) => GetAsync("ranks", query, read, ranked => 1 + (ranked.Ids.Length / 5), ct);

    private async Task<T> GetAsync<T>(string kind, RowQuery query, Func<Task<T>> read, Func<T, int> size, CancellationToken ct)
    {
        if (query.Source.Identity is null)
            return await read();
        var key = kind + Key(query);
        if (_totals.TryGetValue<T>(key, out var known))
            return known!;
        var turn = Enter(key);
        try
        {
            await turn.Gate.WaitAsync(ct);
            try
            {
                if (_totals.TryGetValue<T>(key, out var meanwhile))
                    return meanwhile!;
                var found = await read();
                return _totals.Set(key, found, new MemoryCacheEntryOptions { Size = size(found) });
            }
            finally
            {
                turn.Gate.Release();
            }
        }
        finally
        {
            Leave(key, turn);
        }
    }

    /// <summary>The same for conditions in another order. A hash, because a filter may be long.</summary>
    private static string Key(RowQuery query)
    {
        var text = new StringBuilder(query.Source.Identity);
        Append(text, query.Filter);
        foreach (var match in query.Matches)
            Append(text.Append(match.Plain ? "\np" : "\nq"), match.Column?.Physical, match.Language, match.Text);
        if (query.Distinct)
            Append(text.Append("\nd"), [.. query.Columns.Select(column => column.Name)]);
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Append(StringBuilder text, Filter filter)
    {
        switch (filter)
        {
            case AllOf all:
                AppendParts(text.Append("\n&"), all.Parts);
                break;
            case AnyOf any:
                AppendParts(text.Append("\n|"), any.Parts);
                break;
            case Compare compare:
                Append(text.Append('\n').Append(compare.Operator), compare.Column.Physical, compare.Value);
                break;
            case OneOf one:
                Append(text.Append("\nin"), [one.Column.Physical, .. one.Values.Distinct().Order(StringComparer.Ordinal)]);
                break;
        }
    }

    private static void AppendParts(StringBuilder text, IReadOnlyList<Filter> parts)
    {
        var texts = parts.Select(part =>
        {
            var one = new StringBuilder();
            Append(one, part);
            return one.ToString();
        });
        Append(text, [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>With their lengths: no two lists give the same text.</summary>
    private static void Append(StringBuilder text, params string?[] values)
    {
        text.Append(values.Length);
        foreach (var value in values)
            text.Append(' ').Append(value?.Length ?? -1).Append(' ').Append(value);
    }

    private Turn Enter(string key)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(key, out var turn))
                _turns[key] = turn = new Turn();
            turn.Users++;
            return turn;
        }
    }

    private void Leave(string key, Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Users > 0)
                return;
            _turns.Remove(key);
            turn.Gate.Dispose();
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }
    }
}
