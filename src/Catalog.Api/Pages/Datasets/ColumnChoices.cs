using Catalog.Api.Datastore;
using Microsoft.Extensions.Caching.Memory;
using OpenData.Core.Datastore;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages.Datasets;

/// <summary>The values of columns that have only a few, for choosing from. A version never changes, so they are read once for each.</summary>
internal sealed class ColumnChoices(RowReader reader) : IDisposable
{
    /// <summary>With more values than this a reader types.</summary>
    public const int Most = 40;

    // Beyond it, reading every row for the sake of a list is not worth it.
    private const long MostRows = 200_000;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 2_000 });

    /// <summary>Values by text column, sorted; columns with more than <see cref="Most"/> are left out.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(VersionBound at, CancellationToken ct)
    {
        if (at.RowCount > MostRows)
            return new Dictionary<string, IReadOnlyList<string>>();
        var key = (at.ResourceId, at.ChangedVersion);
        if (_cache.TryGetValue(key, out IReadOnlyDictionary<string, IReadOnlyList<string>>? known))
            return known!;

        var choices = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var field in at.Fields.Where(field => field.Type == "text"))
        {
            if (await ReadAsync(at, field, ct) is { } values)
                choices.Add(field.Id, values);
        }

        return _cache.Set<IReadOnlyDictionary<string, IReadOnlyList<string>>>(key, choices, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose() => _cache.Dispose();

    private async Task<IReadOnlyList<string>?> ReadAsync(VersionBound at, Field field, CancellationToken ct)
    {
        var query = new DatastoreParameters { ResourceId = at.ResourceId.ToString(), Fields = [field.Id], Distinct = true }.ToQuery(RowSource.Of(at), Most + 1, 0);
        var values = new List<string>();
        await foreach (var row in reader.ReadAsync(query, limited: true, ct))
        {
            if (row[0] is { Length: > 0 } value)
                values.Add(value);
        }

        return values.Count is > 0 and <= Most ? values : null;
    }
}
