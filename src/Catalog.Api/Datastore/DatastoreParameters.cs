using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;

namespace Catalog.Api.Datastore;

/// <summary>What <c>datastore_search</c> and the dump have in common: which rows, which columns, in which order (contract 5.6).</summary>
internal record DatastoreParameters
{
    [Parameter("The id of the resource; with @7 behind it, of its version 7.", Alias = "id")]
    public required string ResourceId { get; init; }

    [Parameter("Conditions: an object of column and value, or list of values. Also operators (eq, gt, gte, lt, lte, in), $and and $or. By GET as JSON text.")]
    public JsonNode? Filters { get; init; }

    [Parameter("Words to find in the whole row, or an object of column and words.")]
    public JsonNode? Q { get; init; }

    [Parameter("Words to find in the whole row, together with q.")]
    public string? FullText { get; init; }

    [Parameter("True: plain words that must all occur. False: PostgreSQL's query syntax, such as wat:* | tree.", Lenient = true)]
    public bool Plain { get; init; } = true;

    [Parameter("Language of the words in q.")]
    public string Language { get; init; } = "english";

    [Parameter("Return each different row once.", Lenient = true)]
    public bool Distinct { get; init; }

    [Parameter("Columns to return, in this order: a list or names with commas.", CommaSeparated = true)]
    public IReadOnlyList<string>? Fields { get; init; }

    [Parameter("Columns with asc or desc and maybe nulls first or nulls last. Default: _id, or the best match first.", Lenient = true)]
    public JsonNode? Sort { get; init; }

    [Parameter("A version of the dataset. The answer then says which one it is, and _links.next keeps it.")]
    public string? Version { get; init; }

    [Parameter("A day or time: the version that was current then.")]
    public string? AsOf { get; init; }

    [GivenParameters]
    public IReadOnlySet<string> Given { get; init; } = new HashSet<string>();

    /// <summary>The resource's id without a version.</summary>
    public (string Id, string? Version) Target => ResourceId.LastIndexOf('@') is > 0 and var at ? (ResourceId[..at], ResourceId[(at + 1)..]) : (ResourceId, null);

    /// <summary>Checked against the columns of a source.</summary>
    /// <exception cref="ValidationException">By field.</exception>
    public RowQuery ToQuery(RowSource source, long? limit, long offset)
    {
        var matches = Matches(source).ToList();
        return new RowQuery
        {
            Source = source,
            Columns = RowQuery.ChooseColumns(Fields, source, matches),
            Filter = FilterParser.Parse(Filters, source),
            SentValues = FilterParser.Values(Filters),
            Matches = matches,
            Sort = SortParser.Parse(SortClauses(), source),
            Distinct = Distinct,
            Limit = limit,
            Offset = offset,
        };
    }

    /// <summary><c>q</c> as it was meant: a text, or an object that a query string carries as text.</summary>
    public JsonNode? ParsedQ()
    {
        if (Q is JsonObject || Q is null)
            return Q;
        var text = Q.GetValueKind() == JsonValueKind.String ? Q.GetValue<string>() : Q.ToJsonString();
        if (!text.TrimStart().StartsWith('{'))
            return text;
        return JsonBody.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var node) && node is JsonObject ? node : text;
    }

    private IEnumerable<TextMatch> Matches(RowSource source)
    {
        if (!string.IsNullOrEmpty(FullText))
            yield return new TextMatch { Text = FullText, Plain = Plain, Language = Language };
        switch (ParsedQ())
        {
            case JsonObject byColumn:
                foreach (var (name, words) in byColumn)
                {
                    yield return new TextMatch
                    {
                        Column = source.Columns.Skip(1).FirstOrDefault(column => column.Name == name) ?? throw new ValidationException("q", $"invalid value \"{name}\""),
                        Text = words?.GetValueKind() == JsonValueKind.String ? words.GetValue<string>() : words?.ToJsonString() ?? "",
                        Plain = Plain,
                        Language = Language,
                        RankName = $"rank {name}",
                    };
                }

                break;
            case JsonValue text when text.GetValue<string>().Length > 0:
                yield return new TextMatch { Text = text.GetValue<string>(), Plain = Plain, Language = Language, RankName = "rank" };
                break;
        }
    }

    private IEnumerable<string> SortClauses() => Sort switch
    {
        null => [],
        JsonArray list when list.All(item => item?.GetValueKind() == JsonValueKind.String) => list.Select(item => item!.GetValue<string>()),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => [text.GetValue<string>()],
        _ => throw new ValidationException("sort", $"invalid value \"{PythonText.Of(Sort)}\""),
    };
}
