using OpenData.Core.Access;

namespace OpenData.Core.Search;

/// <summary>A search for datasets, parsed.</summary>
public sealed record PackageQuery
{
    /// <summary>What scores.</summary>
    public SearchNode Query { get; init; } = new Everything();

    /// <summary>What only selects.</summary>
    public IReadOnlyList<SearchNode> Filters { get; init; } = [];

    public IReadOnlyList<SortField> Sort { get; init; } = SortField.Default;

    public int Limit { get; init; } = 10;

    public long Offset { get; init; }

    /// <summary>Weights that words without a field are looked for in: see <see cref="SearchDocument"/>; empty = all.</summary>
    public string Weights { get; init; } = "";

    public bool IncludePrivate { get; init; }

    public bool IncludeDrafts { get; init; }

    /// <summary>The filters speak of states themselves, so no state is implied (contract 4.5).</summary>
    public bool AnyState { get; init; }

    public Caller Caller { get; init; } = Caller.Anonymous;

    /// <summary>Only what was listed at that time: a walk by cursor (see Harvesting/).</summary>
    public DateTimeOffset? ListedBefore { get; init; }

    /// <summary>The page holds only ids after this one, the next page of such a walk; count and facets are those of the whole walk.</summary>
    public Guid? AfterId { get; init; }

    /// <summary>Everything that is public: the same for every caller.</summary>
    internal bool IsWhole => Query is Everything && Filters.Count == 0 && !IncludePrivate && !IncludeDrafts && !AnyState && ListedBefore is null;

    public IReadOnlyList<string> FacetFields { get; init; } = [];

    /// <summary>Most values of a facet, the most frequent first; negative = all, by value; 0 = none.</summary>
    public int FacetLimit { get; init; } = 50;

    /// <summary>Fewest datasets of a value that is listed.</summary>
    public int FacetMinimum { get; init; } = 1;
}

/// <summary>What was found.</summary>
public sealed record PackageHits
{
    /// <summary>All hits.</summary>
    public required long Count { get; init; }

    /// <summary>The ids of this page.</summary>
    public required IReadOnlyList<Guid> Ids { get; init; }

    /// <summary>By field, in the order asked for.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; init; }
}

/// <summary>A value of a facet.</summary>
public sealed record FacetValue
{
    public string Name { get; init; } = "";

    /// <summary>Name for people; of organizations and groups their title.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Datasets, not resources.</summary>
    public long Count { get; init; }
}
