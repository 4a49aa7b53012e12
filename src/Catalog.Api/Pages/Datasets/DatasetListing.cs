using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Organizations;
using Catalog.Api.Packages;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Pages.Datasets;

/// <summary>What the pages with a list of datasets read from.</summary>
internal sealed class ListingParts(PackageSearcher searcher, PackageStore packages, CallerResolver callers, OrganizationTitles organizations, GroupReader groups, Suggester suggester)
{
    public PackageSearcher Searcher => searcher;
    public PackageStore Packages => packages;
    public CallerResolver Callers => callers;
    public OrganizationTitles Organizations => organizations;
    public GroupReader Groups => groups;
    public Suggester Suggester => suggester;
}

/// <summary>A page with a searched, facetted and paged list of datasets: all of them, or those that have one thing in common.</summary>
internal abstract class DatasetListing(ListingParts parts) : PortalPage
{
    protected const int PageSize = 20;

    /// <summary>By the key of its text and as CKAN writes it.</summary>
    public static readonly IReadOnlyList<(string Key, string Value)> Sorts =
    [
        ("score", "score desc, metadata_modified desc"), ("modified", "metadata_modified desc"), ("title", "title_string asc"), ("title-desc", "title_string desc"),
    ];

    private readonly Dictionary<string, string> _groups = new(StringComparer.Ordinal);

    /// <summary>Fields whose values are links, in their order on the page. Each may be chosen several times.</summary>
    public virtual IReadOnlyList<string> FacetFields { get; } = ["organization", "groups", "tags", "res_format", "license_id"];

    public string Words { get; private set; } = "";

    public string Sort { get; private set; } = Sorts[0].Value;

    public IReadOnlyList<Package> Results { get; private set; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; private set; } = new Dictionary<string, IReadOnlyList<FacetValue>>();

    public Paging Paging { get; private set; } = Paging.None;

    /// <summary>Other words, where these find nothing and are nearly words that would.</summary>
    public IReadOnlyList<string> Suggestions { get; private set; } = [];

    /// <summary>Why the words cannot be read, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>What is chosen: field and value.</summary>
    public IReadOnlyList<(string Field, string Value)> Chosen =>
        [.. FacetFields.SelectMany(name => Request.Query[name].Where(value => !string.IsNullOrEmpty(value)).Select(value => (name, value!)))];

    /// <summary>Where the form of the search leads, without language.</summary>
    public virtual string SearchPath => NeutralPath;

    public bool IsChosen(string field, string value) => Request.Query[field].Contains(value, StringComparer.Ordinal);

    /// <summary>The name for people of a facet's value.</summary>
    public async Task<string> LabelAsync(string field, string value, PageTexts texts, CancellationToken ct)
    {
        if (field == "organization")
            return await parts.Organizations.OfAsync(value, ct);
        if (field == "license_id")
            return LicenseRegister.Find(value)?.Title ?? value;
        if (field != "groups")
            return value;
        if (!_groups.TryGetValue(value, out var known))
        {
            var group = await parts.Groups.FindAsync(value, isOrganization: false, await parts.Callers.ResolveAsync(ct), ct);
            known = _groups[value] = group is null ? value : texts.Pick(group.Titles, group.DisplayName);
        }

        return known;
    }

    /// <summary>Finds what the reader asked for among the datasets of <paramref name="common"/>; among all where that is null.</summary>
    protected async Task SearchAsync((string Field, string Value)? common, CancellationToken ct)
    {
        Words = Request.Query["q"].ToString().Trim();
        Sort = Sorts.FirstOrDefault(sort => sort.Value == Request.Query["sort"], Sorts[0]).Value;
        Paging = new Paging(Asked("page", 1), PageSize, 0);
        try
        {
            var caller = await parts.Callers.ResolveAsync(ct);
            if (!caller.IsAnonymous)
                Response.Headers.CacheControl = "private, no-store";
            var query = new PackageQuery
            {
                Query = SearchTexts.Query(Words.Length == 0 ? null : JsonValue.Create(Words), "dismax", MinimumMatch.Default),
                Filters = [.. Chosen.Concat(common is { } one ? [one] : []).Select(choice => LuceneParser.Parse(Filter(choice)))],
                Sort = SortField.Parse(Sort),
                Limit = PageSize,
                Offset = Paging.Offset,
                Caller = caller,
                FacetFields = FacetFields,
            };
            var hits = await parts.Searcher.SearchAsync(query, ct);
            Suggestions = hits.Count > 0 ? [] : await parts.Suggester.SuggestAsync(Words, query, ct);
            Paging = Paging with { Total = hits.Count };
            Facets = hits.Facets;
            Results = await parts.Packages.ListAsync(hits.Ids, ct);
        }
        catch (CatalogException e) when (e is SearchException or SearchQueryException)
        {
            Problem = e.Message;
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    /// <summary><c>tags:"open data"</c></summary>
    protected static string Filter((string Field, string Value) choice) =>
        $"{choice.Field}:\"{choice.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
