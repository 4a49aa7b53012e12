using Microsoft.Extensions.Caching.Memory;

namespace Catalog.Api.Datastore;

/// <summary>
/// Hashes of dumps that went out whole. The rows of a version do not change, so the next dump of the same rows can say its hash at the beginning: HTTP/1.1 has no
/// place for it at the end.
/// </summary>
internal sealed class DumpDigests : IDisposable
{
    private const int Most = 1_000;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>As a header has it, or null.</summary>
    public string? Find(string key) => _known.Get<string>(key);

    public void Keep(string key, string digest) => _known.Set(key, digest, new MemoryCacheEntryOptions { Size = 1 });

    public void Dispose() => _known.Dispose();
}
