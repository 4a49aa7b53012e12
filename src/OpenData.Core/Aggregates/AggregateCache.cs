namespace OpenData.Core.Aggregates;

/// <summary>
/// Answers by version and query, the least used ones forgotten first. The version is part of the key, so an answer is never of another version; it still goes after
/// a minute, because a version's content can be taken away by law.
/// </summary>
internal sealed class AggregateCache(long maxBytes, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _used = new();
    private long _bytes;

    public AggregateAnswer? Find(string key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            if (clock.GetUtcNow() > node.Value.Until)
            {
                Remove(node);
                return null;
            }

            _used.Remove(node);
            _used.AddFirst(node);
            return node.Value.Answer;
        }
    }

    public void Add(string key, AggregateAnswer answer)
    {
        var bytes = answer.Size + (2L * key.Length);
        if (bytes > maxBytes / 8)
            return;
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var before))
                Remove(before);
            _entries[key] = _used.AddFirst(new Entry(key, answer, bytes, clock.GetUtcNow() + Lifetime));
            _bytes += bytes;
            while (_bytes > maxBytes)
                Remove(_used.Last!);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _used.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(string Key, AggregateAnswer Answer, long Bytes, DateTimeOffset Until);
}
