using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Datastore;
using OpenData.Core.Datastore;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages.Datasets;

/// <summary>What a reader chose of a table, and the same as parameters of <c>datastore_search</c>: page and API cannot differ.</summary>
internal sealed record TableView
{
    public const int PageSize = 50;

    /// <summary>A column's filter is the parameter <c>f.</c> and its name.</summary>
    public const string Prefix = "f.";

    // Longest first: >= before >.
    private static readonly (string Sign, string Operator)[] Operators = [(">=", "gte"), ("<=", "lte"), (">", "gt"), ("<", "lt")];

    public required VersionBound At { get; init; }

    /// <summary>Words in any column; empty for none.</summary>
    public required string Words { get; init; }

    /// <summary><c>column</c> or <c>column desc</c>; empty for the order of the rows' numbers.</summary>
    public required string Sort { get; init; }

    /// <summary>What was typed, by column.</summary>
    public required IReadOnlyDictionary<string, string> Filters { get; init; }

    /// <summary>From 1.</summary>
    public required int Page { get; init; }

    /// <summary>Whether it is less than all rows.</summary>
    public bool IsFiltered => Words.Length > 0 || Filters.Count > 0;

    public static TableView Of(IQueryCollection query, VersionBound at, int page) => new()
    {
        At = at,
        Words = query["q"].ToString().Trim(),
        Sort = query["sort"].ToString().Trim(),
        Filters = at.Fields.Select(field => (field.Id, Text: query[Prefix + field.Id].ToString().Trim())).Where(filter => filter.Text.Length > 0)
            .ToDictionary(filter => filter.Id, filter => filter.Text, StringComparer.Ordinal),
        Page = page,
    };

    /// <summary>For the store. A value that fits no column of its type is found out there.</summary>
    public RowQuery ToQuery() => Parameters().ToQuery(RowSource.Of(At), PageSize, (long)(Page - 1) * PageSize);

    /// <summary>The query string of <c>datastore_search</c> that gives these rows; of the dump without limit and offset.</summary>
    public string ToQueryString(bool paged)
    {
        var p = Parameters();
        var values = new List<KeyValuePair<string, string?>>();
        if (paged)
            values.Add(new("resource_id", p.ResourceId));
        values.Add(new("version", p.Version));
        if (p.Filters is not null)
            values.Add(new("filters", p.Filters.ToJsonString(ApiJson.Options)));
        if (Words.Length > 0)
            values.Add(new("q", Words));
        if (Sort.Length > 0)
            values.Add(new("sort", Sort));
        if (paged)
        {
            values.Add(new("limit", PageSize.ToString(CultureInfo.InvariantCulture)));
            if (Page > 1)
                values.Add(new("offset", ((long)(Page - 1) * PageSize).ToString(CultureInfo.InvariantCulture)));
        }

        // An apostrophe is legal in an address and ends a shell's text; the samples put addresses between quotes.
        return QueryString.Create(values).Value!.Replace("'", "%27", StringComparison.Ordinal);
    }

    /// <summary>Whether the table is sorted by that column: 1 ascending, -1 descending, 0 not.</summary>
    public int SortOf(string column) => Sort == column || Sort == $"{column} asc" ? 1 : Sort == $"{column} desc" ? -1 : 0;

    private DatastoreParameters Parameters() => new()
    {
        ResourceId = At.ResourceId.ToString(),
        Version = At.Version.ToString(CultureInfo.InvariantCulture),
        Filters = Filters.Count == 0 ? null : new JsonObject(Filters.Select(filter => KeyValuePair.Create(filter.Key, Condition(At.Field(filter.Key)!, filter.Value)))),
        Q = Words.Length == 0 ? null : JsonValue.Create(Words),
        Sort = Sort.Length == 0 ? null : JsonValue.Create(Sort),
    };

    /// <summary>A number or date may be given with a comparison, such as <c>&gt;= 1000</c>; everything else is the value itself.</summary>
    private static JsonNode? Condition(Field field, string text)
    {
        if (field.Type is "text")
            return text;
        foreach (var (sign, name) in Operators)
        {
            if (text.StartsWith(sign, StringComparison.Ordinal))
                return new JsonObject { [name] = text[sign.Length..].Trim() };
        }

        return text;
    }
}
