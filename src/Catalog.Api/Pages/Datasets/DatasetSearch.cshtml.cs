using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Packages;
using Microsoft.Extensions.Primitives;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Pages.Datasets;

/// <summary>Search and facets with the parameter names of CKAN's page, so that old links and bookmarks work (contract 6.1).</summary>
internal sealed class DatasetSearch(PackageSearcher searcher, PackageStore packages, CallerResolver callers, OrganizationTitles organizations) : PortalPage
{
    private const int PageSize = 20;

    /// <summary>Fields whose values are links, in their order on the page. Each may be chosen several times.</summary>
    public static readonly IReadOnlyList<string> FacetFields = ["organization", "res_format", "tags", "license_id"];

    /// <summary>By the key of its text and as CKAN writes it.</summary>
    public static readonly IReadOnlyList<(string Key, string Value)> Sorts =
    [
        ("score", "score desc, metadata_modified desc"), ("modified", "metadata_modified desc"), ("title", "title_string asc"), ("title-desc", "title_string desc"),
    ];

    public string Words { get; private set; } = "";

    public string Sort { get; private set; } = Sorts[0].Value;

    public IReadOnlyList<Package> Results { get; private set; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; private set; } = new Dictionary<string, IReadOnlyList<FacetValue>>();

    public Paging Paging { get; private set; } = Paging.None;

    /// <summary>Why the words cannot be read, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>What is chosen: field and value.</summary>
    public IReadOnlyList<(string Field, string Value)> Chosen =>
        [.. FacetFields.SelectMany(name => Request.Query[name].Where(value => !string.IsNullOrEmpty(value)).Select(value => (name, value!)))];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Words = Request.Query["q"].ToString().Trim();
        Sort = Sorts.FirstOrDefault(sort => sort.Value == Request.Query["sort"], Sorts[0]).Value;
        Paging = new Paging(Asked("page", 1), PageSize, 0);
        try
        {
            var hits = await searcher.SearchAsync(await QueryAsync(ct), ct);
            Paging = Paging with { Total = hits.Count };
            Facets = hits.Facets;
            Results = await packages.ListAsync(hits.Ids, ct);
        }
        catch (CatalogException e) when (e is SearchException or SearchQueryException)
        {
            Problem = e.Message;
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    public bool IsChosen(string field, string value) => Request.Query[field].Contains(value, StringComparer.Ordinal);

    /// <summary>The name for people of a facet's value.</summary>
    public Task<string> LabelAsync(string field, string value, CancellationToken ct) => field switch
    {
        "organization" => organizations.OfAsync(value, ct),
        "license_id" => Task.FromResult(LicenseRegister.Find(value)?.Title ?? value),
        _ => Task.FromResult(value),
    };

    /// <summary>The search as a call of the interface.</summary>
    public string ApiUrl
    {
        get
        {
            var query = new List<KeyValuePair<string, StringValues>>();
            if (Words.Length > 0)
                query.Add(new("q", Words));
            if (Chosen.Count > 0)
                query.Add(new("fq", string.Join(' ', Chosen.Select(Filter))));
            query.Add(new("sort", Sort));
            query.Add(new("rows", PageSize.ToString(CultureInfo.InvariantCulture)));
            if (Paging.Page > 1)
                query.Add(new("start", Paging.Offset.ToString(CultureInfo.InvariantCulture)));
            return $"{Site}/api/3/action/package_search{QueryString.Create(query)}".Replace("'", "%27", StringComparison.Ordinal);
        }
    }

    private async Task<PackageQuery> QueryAsync(CancellationToken ct) => new()
    {
        Query = SearchTexts.Query(Words.Length == 0 ? null : JsonValue.Create(Words), "dismax", MinimumMatch.Default),
        Filters = [.. Chosen.Select(choice => LuceneParser.Parse(Filter(choice)))],
        Sort = SortField.Parse(Sort),
        Limit = PageSize,
        Offset = Paging.Offset,
        Caller = await callers.ResolveAsync(ct),
        FacetFields = FacetFields,
    };

    /// <summary><c>tags:"open data"</c></summary>
    private static string Filter((string Field, string Value) choice) =>
        $"{choice.Field}:\"{choice.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
