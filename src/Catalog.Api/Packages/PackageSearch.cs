using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Harvesting;
using OpenData.Core.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Packages;

[CkanAction("package_search", Effect.Read, MinimumCaller.Anonymous, Unknown = UnknownParameters.RefuseAsSearchQuery, IsConditional = true,
    Summary = "Search datasets by words and fields, with facets.")]
internal sealed class PackageSearch(PackageSearcher searcher, PackageStore packages, Suggester suggester, TimeProvider clock) : CkanAction<PackageSearch.Parameters, PackageSearchResult>
{
    private const int MostRows = 1000;
    private const string DefaultSort = "score desc, metadata_modified desc";

    public sealed record Parameters
    {
        [Parameter("Words, or with a colon a query in Lucene's syntax: tags:water. Several are joined by and.", Lenient = true)]
        public JsonNode? Q { get; init; }

        [Parameter("A filter in Lucene's syntax that does not change the order. Several are joined by and.")]
        public JsonNode? Fq { get; init; }

        [Parameter("More filters.")]
        public JsonNode? FqList { get; init; }

        [Parameter("Fields, each with asc or desc.")]
        public string? Sort { get; init; }

        [Parameter("Datasets to return; larger numbers are cut to 1000.", Min = 0, TwoMessages = true)]
        public int Rows { get; init; } = 10;

        [Parameter("Datasets to leave out at the beginning.", Min = 0)]
        public long Start { get; init; }

        [Parameter("false: no facets.")]
        public JsonNode? Facet { get; init; }

        [Parameter("Fields to count the values of: a list, by GET as JSON text.", Name = "facet.field")]
        public JsonNode? FacetField { get; init; }

        [Parameter("Most values of a facet; negative: all, by value.", Name = "facet.limit")]
        public int FacetLimit { get; init; } = 50;

        [Parameter("Fewest datasets of a value that is listed.", Name = "facet.mincount", Min = 0)]
        public int FacetMincount { get; init; } = 1;

        [Parameter("Add the private datasets that the caller may read.")]
        public bool IncludePrivate { get; init; }

        [Parameter("Add the drafts that the caller may read.")]
        public bool IncludeDrafts { get; init; }

        [Parameter("Accepted for CKAN's sake: deleted datasets are not found.")]
        public bool IncludeDeleted { get; init; }

        [Parameter("Accepted for CKAN's sake: there is one schema.")]
        public bool UseDefaultSchema { get; init; }

        [Parameter("Return only these fields of the index.", CommaSeparated = true)]
        public IReadOnlyList<string>? Fl { get; init; }

        [Parameter("Fields to find words in: title, name, tags, groups, notes, text.", Lenient = true)]
        public string? Qf { get; init; }

        [Parameter("How many of the words must match.", Lenient = true)]
        public string Mm { get; init; } = MinimumMatch.Default;

        [Parameter("Accepted for CKAN's sake.")]
        public JsonNode? Tie { get; init; }

        [Parameter("dismax, edismax or lucene: how q is read.", Name = "defType")]
        public string DefType { get; init; } = "dismax";

        [Parameter("Accepted for CKAN's sake.")]
        public JsonNode? Bf { get; init; }

        [Parameter("Accepted for CKAN's sake.")]
        public JsonNode? Boost { get; init; }

        [Parameter("Accepted for CKAN's sake.")]
        public JsonNode? Df { get; init; }

        [Parameter("Accepted for CKAN's sake.")]
        public JsonNode? Wt { get; init; }

        [Parameter("Accepted for plug-ins' sake.")]
        public JsonNode? Extras { get; init; }

        [Parameter("A walk over all hits by id: * to begin, then next_cursor of the last answer, with the same query. It holds what was listed when it began, each dataset once; next_cursor null ends it.")]
        public string? Cursor { get; init; }

        [Parameter("Add suggestions: other words for a search that finds nothing.")]
        public bool Suggest { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<PackageSearchResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var filters = SearchTexts.Of(p.Fq, "fq").Concat(SearchTexts.Of(p.FqList, "fq_list")).ToList();
        var facets = ShowsFacets(p.Facet) ? FacetFields(p.FacetField) : [];
        var walk = Walk(p);
        var sort = walk is not null ? "id asc" : p.Sort is null or "rank" ? DefaultSort : p.Sort;
        var query = new PackageQuery
        {
            Query = SearchTexts.Query(p.Q, p.DefType, p.Mm),
            Filters = [.. filters.Select(LuceneParser.Parse)],
            Sort = string.IsNullOrWhiteSpace(sort) ? SortField.Default : SortField.Parse(sort),
            Limit = Math.Min(p.Rows, MostRows),
            Offset = p.Start,
            Weights = SearchTexts.Weights(p.Qf),
            IncludePrivate = p.IncludePrivate,
            IncludeDrafts = p.IncludeDrafts,
            AnyState = filters.Exists(filter => filter.Contains("+state", StringComparison.Ordinal)),
            Caller = caller,
            ListedBefore = walk?.Opened,
            AfterId = walk?.After,
            FacetFields = facets,
            FacetLimit = p.FacetLimit,
            FacetMinimum = p.FacetMincount,
        };
        var hits = await searcher.SearchAsync(query, ct);
        var found = await packages.ListAsync(hits.Ids, ct);
        var result = PackageSearchResult.Of(hits, p.Fl is { Count: > 0 } ? [.. found.Select(package => IndexDocument.Of(package, p.Fl))] : found, sort);
        if (walk is not null)
            result.More["next_cursor"] = hits.Ids.Count < query.Limit || query.Limit == 0 ? null : (walk with { After = hits.Ids[^1] }).ToString();
        if (p.Suggest)
            result.More["suggestions"] = hits.Count > 0 ? [] : await suggester.SuggestAsync(SearchTexts.Plain(p.Q), query, ct);
        return result;
    }

    /// <exception cref="ValidationException">No cursor of ours, or an order or a start of its own.</exception>
    private WalkCursor? Walk(Parameters p)
    {
        if (string.IsNullOrEmpty(p.Cursor))
            return null;
        if (p.Start != 0)
            throw new ValidationException("start", "A walk by cursor has no start");
        if (!string.IsNullOrWhiteSpace(p.Sort) && p.Sort is not ("id asc" or "rank"))
            throw new ValidationException("sort", "A walk by cursor goes by id asc");
        return WalkCursor.Parse(p.Cursor, clock.GetUtcNow());
    }

    private static bool ShowsFacets(JsonNode? facet) => facet?.ToString().ToLowerInvariant() switch
    {
        null or "true" or "" => true,
        "false" => false,
        var other => throw SearchErrors.OfEngine($"facet is neither true nor false but {PythonText.Of(other)}"),
    };

    /// <summary>A list, a JSON text of one, or, which CKAN refuses and people write, one bare word (contract 9, row 10).</summary>
    private static IReadOnlyList<string> FacetFields(JsonNode? value)
    {
        var list = value;
        if (value?.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            var text = value.GetValue<string>();
            if (text.Length == 0)
                throw new ValidationException("facet.field", "Could not parse as valid JSON", "Not a list");
            SearchTexts.RefuseLocalParameters(text, "facet.field");
            if (!JsonBody.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out list))
                return [text];
        }

        return list switch
        {
            null when value is null => [],
            JsonArray items => [.. items.Select(item => item?.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? SearchTexts.RefuseLocalParameters(item.GetValue<string>(), "facet.field")
                : throw new ValidationException("facet.field", $"Not a string: {PythonText.Of(item)}")).Distinct(StringComparer.Ordinal)],
            _ => throw new ValidationException("facet.field", "Not a list"),
        };
    }
}
