using Microsoft.Extensions.Caching.Memory;
using OpenData.Core.Datastore;

namespace OpenData.Core.Versions;

/// <summary>The bounds that requests have found within the last seconds (<see cref="KnownBound"/>).</summary>
public sealed class KnownBounds : IDisposable
{
    /// <summary>About 10 kB each for a table of a dozen columns.</summary>
    private const int Most = 2_000;

    /// <summary>Which indexes there are is part of a bound, and no stamp tells of them.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _bounds = new(new MemoryCacheOptions { SizeLimit = Most });

    public void Dispose() => _bounds.Dispose();

    /// <summary>The current version of a resource, or one that is named by its number; null when it was not asked for lately.</summary>
    public KnownBound? Find(Guid resourceId, VersionRequest request) => request.AsOf is null && _bounds.TryGetValue<KnownBound>((resourceId, request.Version), out var known) ? known : null;

    internal void Keep(VersionRequest request, VersionBound at, string stamp)
    {
        if (request.AsOf is null)
            _bounds.Set((at.ResourceId, request.Version), new KnownBound(at, RowSource.Of(at), stamp), new MemoryCacheEntryOptions { Size = 1 + (at.Fields.Count / 50), AbsoluteExpirationRelativeToNow = Age });
    }
}
