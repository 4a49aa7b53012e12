using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Feeds;

/// <summary>Which page of which datasets a feed shows (contract 6.4): twenty, the last modified first unless a custom feed says otherwise.</summary>
internal sealed record FeedRequest
{
    public const int PageSize = 20;

    /// <summary>From 1.</summary>
    public required int Page { get; init; }

    public required PackageQuery Query { get; init; }

    /// <summary>The search page that shows the same: path and query.</summary>
    public required string Search { get; init; }

    /// <summary>A feed of all datasets, or of those whose field has a value.</summary>
    public static FeedRequest Of(IQueryCollection query, string? field = null, string value = "")
    {
        var page = PageNumber(query["page"]);
        return new FeedRequest
        {
            Page = page,
            Query = Paged(page, new PackageQuery { Filters = field is null ? [] : [LuceneParser.Parse(Filter(field, value))] }),
            Search = "/dataset" + (field is null ? "" : QueryString.Create(field, value)),
        };
    }

    /// <summary>A search: <c>q</c>, <c>sort</c>, and every other parameter a field that must have its value.</summary>
    /// <exception cref="OpenData.Core.Errors.SearchException">It cannot be read.</exception>
    public static FeedRequest Custom(IQueryCollection query)
    {
        var page = PageNumber(query["page"]);
        var words = query["q"].ToString();
        var fields = query.Where(pair => pair.Key is not ("q" or "sort" or "page")).SelectMany(pair => pair.Value.Select(value => (pair.Key, Value: value ?? ""))).ToList();
        var sort = query["sort"].ToString();
        return new FeedRequest
        {
            Page = page,
            Query = Paged(page, new PackageQuery
            {
                Query = SearchTexts.Query(words.Length == 0 ? null : JsonValue.Create(words), "dismax", MinimumMatch.Default),
                Filters = [.. fields.Where(field => field.Key.Length > 0).Select(field => LuceneParser.Parse(Filter(field.Key, field.Value)))],
                Sort = sort.Length > 0 ? SortField.Parse(sort) : Newest,
            }),
            Search = "/dataset" + QueryString.Create(fields.Select(field => new KeyValuePair<string, string?>(field.Key, field.Value)).Prepend(new("q", words))),
        };
    }

    private static IReadOnlyList<SortField> Newest => SortField.Parse("metadata_modified desc");

    private static PackageQuery Paged(int page, PackageQuery query) => query with { Sort = query.Sort == SortField.Default ? Newest : query.Sort, Limit = PageSize, Offset = (long)(page - 1) * PageSize };

    /// <exception cref="Actions.BadRequestException">No positive number.</exception>
    private static int PageNumber(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 1;
        if (text.Length > 200 || !text.All(char.IsAsciiDigit) || text.All(c => c == '0'))
            throw new Actions.BadRequestException("\"page\" parameter must be a positive integer");
        return int.TryParse(text, CultureInfo.InvariantCulture, out var page) ? page : int.MaxValue;
    }

    /// <summary><c>tags:"open data"</c>; the field is cut to the letters that a field can have.</summary>
    private static string Filter(string field, string value) =>
        $"{string.Concat(field.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-').DefaultIfEmpty('_'))}:\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
