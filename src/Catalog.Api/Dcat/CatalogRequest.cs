using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Packages;
using OpenData.Core.Errors;
using OpenData.Core.Search;

namespace Catalog.Api.Dcat;

/// <summary>Which page of the catalog is asked for (contract 6.3). Only what everybody may read is in it, whoever asks.</summary>
internal sealed record CatalogRequest
{
    public const int PageSize = 100;

    /// <summary>From 1.</summary>
    public required int Page { get; init; }

    /// <summary>The texts as they came, for the addresses of the other pages.</summary>
    public string? ModifiedSince { get; init; }
    public string? Profiles { get; init; }
    public string? Q { get; init; }
    public string? Fq { get; init; }

    public required DcatEdition Edition { get; init; }

    /// <summary>What to search for: the last modified first.</summary>
    public required PackageQuery Query { get; init; }

    /// <exception cref="ConflictException">A page, time or profile that is none; the texts are those of contract 6.3.</exception>
    /// <exception cref="SearchException">q or fq cannot be read.</exception>
    public static CatalogRequest Parse(string? page, string? modifiedSince, string? q, string? fq, string? profiles)
    {
        var number = PageNumber(page);
        var filters = new List<SearchNode> { LuceneParser.Parse("-dataset_type:harvest -dataset_type:showcase") };
        if (!string.IsNullOrWhiteSpace(modifiedSince))
            filters.Add(LuceneParser.Parse($"metadata_modified:[{Time(modifiedSince)} TO *]"));
        if (!string.IsNullOrWhiteSpace(fq))
            filters.Add(LuceneParser.Parse(SearchTexts.RefuseLocalParameters(fq, "fq")));
        return new CatalogRequest
        {
            Page = number,
            ModifiedSince = Given(modifiedSince),
            Profiles = Given(profiles),
            Q = Given(q),
            Fq = Given(fq),
            Edition = DcatProfile.Parse(profiles),
            Query = new PackageQuery
            {
                Query = SearchTexts.Query(q is null ? null : JsonValue.Create(q), "dismax", MinimumMatch.Default),
                Filters = filters,
                Sort = SortField.Parse("metadata_modified desc"),   // the searcher adds the id
                Limit = PageSize,
                Offset = (long)(number - 1) * PageSize,
            },
        };
    }

    /// <summary>The query string of another page of the same catalog.</summary>
    public string QueryOf(long page)
    {
        var query = new List<KeyValuePair<string, string?>> { new("page", page.ToString(CultureInfo.InvariantCulture)) };
        foreach (var (name, value) in new[] { ("modified_since", ModifiedSince), ("profiles", Profiles), ("q", Q), ("fq", Fq) })
        {
            if (value is not null)
                query.Add(new(name, value));
        }

        return QueryString.Create(query).ToString();
    }

    private static int PageNumber(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 1;
        if (text.Length > 200 || !text.All(char.IsAsciiDigit) || text.All(c => c == '0'))
            throw new ConflictException("Page param must be a positive integer starting in 1");
        return int.TryParse(text, CultureInfo.InvariantCulture, out var page) ? page : int.MaxValue;   // far behind the end: empty
    }

    private static string Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
        : throw new ConflictException("modified_since param must be an ISO date such as 2024-05-31T00:00:00Z");

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
