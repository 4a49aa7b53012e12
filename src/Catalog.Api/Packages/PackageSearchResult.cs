using System.Text.Json.Serialization;
using OpenData.Core.Search;

namespace Catalog.Api.Packages;

/// <summary>The answer of package_search (contract 4.2).</summary>
internal sealed record PackageSearchResult
{
    public required long Count { get; init; }

    /// <summary>By field: value and number, in the order of the search.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Facets { get; init; }
    public required IReadOnlyList<object> Results { get; init; }
    public required string Sort { get; init; }
    public required IReadOnlyDictionary<string, Facet> SearchFacets { get; init; }

    /// <summary>Keys that only a parameter of ours asks for: <c>next_cursor</c>, <c>suggestions</c>. Without them the keys are exactly CKAN's.</summary>
    [JsonExtensionData]
    public Dictionary<string, object?> More { get; } = new(StringComparer.Ordinal);

    public static PackageSearchResult Of(PackageHits hits, IReadOnlyList<object> results, string sort) => new()
    {
        Count = hits.Count,
        Facets = hits.Facets.ToDictionary(
            facet => facet.Key, facet => (IReadOnlyDictionary<string, long>)facet.Value.ToDictionary(value => value.Name, value => value.Count, StringComparer.Ordinal), StringComparer.Ordinal),
        Results = results,
        Sort = sort,
        SearchFacets = hits.Facets.ToDictionary(facet => facet.Key, facet => new Facet
        {
            Title = facet.Key,
            // CKAN sorts them so, and its templates rely on it.
            Items = [.. facet.Value.OrderByDescending(value => value.DisplayName, StringComparer.Ordinal)],
        }, StringComparer.Ordinal),
    };

    internal sealed record Facet
    {
        public required string Title { get; init; }
        public required IReadOnlyList<FacetValue> Items { get; init; }
    }
}
