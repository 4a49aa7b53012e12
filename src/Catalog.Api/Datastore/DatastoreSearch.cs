using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Versions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_search", Effect.Read, MinimumCaller.Anonymous, Unknown = UnknownParameters.RefuseAsExtras,
    Summary = "Search the rows of a resource, of its current version or of any other.")]
internal sealed class DatastoreSearch(DatastoreSources sources, RowReader reader, IOptions<DatastoreOptions> options, IHttpContextAccessor http, Memento memento)
    : CkanAction<DatastoreSearch.Parameters, DatastoreSearchResult>
{
    private static readonly string[] Formats = ["objects", "lists", "csv", "tsv"];

    public sealed record Parameters : DatastoreParameters
    {
        [Parameter("Most rows to return; larger numbers are cut to 32000.", Min = 0, TwoMessages = true)]
        public int Limit { get; init; } = 100;

        [Parameter("Rows to leave out at the beginning.")]
        public long Offset { get; init; }

        [Parameter("Pages by place instead of by number: begin with an empty one and follow _links.next, which keeps the version and is missing behind the last row. No row comes twice or is left out, and a late page costs what the first one costs.")]
        public string? Cursor { get; init; }

        [Parameter("Add the number of all rows that match.", Lenient = true)]
        public bool IncludeTotal { get; init; } = true;

        [Parameter("Totals are always exact; with a number, total_was_estimated says whether CKAN would have estimated it.")]
        public long? TotalEstimationThreshold { get; init; }

        [Parameter("objects, lists, csv or tsv.")]
        public string RecordsFormat { get; init; } = "objects";

        [Parameter("Add next_page: the condition on _id that gives the following rows.", Lenient = true)]
        public bool IncludeNextPage { get; init; }
    }

    /// <summary>Words, many rows and far pages keep the database busy for longer than a page of rows.</summary>
    public override int Weigh(JsonObject raw) => HasWords(raw["q"]) || HasWords(raw["full_text"]) || Number(raw["limit"]) > 1000 || Number(raw["offset"]) > 10_000 ? 5 : 1;

    /// <summary>The same of what was understood: its rows are read only once it has a place.</summary>
    private static bool IsHeavy(Parameters p) =>
        HasWords(p.Q) || HasWords(p.FullText) || p.Limit > 1000 || p.Offset > 1000 || HasWords(p.Sort) || p.Distinct || p.Filters?.ToJsonString().Length > 2000;

    public override bool IsHeavy(JsonObject raw) => Weigh(raw) > 1 || Number(raw["offset"]) > 1000 || HasWords(raw["sort"]) || HasWords(raw["distinct"]) || raw["filters"]?.ToJsonString().Length > 2000;

    private (VersionBound At, RowQuery Query, PrintedRows Rows)? _begun;

    /// <summary>Most pages are of what was asked for a moment ago: one statement says whether the caller may read and, if so, reads.</summary>
    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (!IsHeavy(p) && await TryBeginAsync(p, caller, ct) is { } begun)
        {
            http.HttpContext!.Response.RegisterForDisposeAsync(begun.Rows);
            _begun = begun;
        }
        else
        {
            await sources.RequireReadAsync(p.Target.Id, caller, ct);
        }
    }

    protected override async Task<DatastoreSearchResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        Check(p);
        var target = p.Target;
        var (source, at) = _begun is { } begun ? (begun.Query.Source, begun.At) : await sources.GetAsync(target.Id, Version(p), caller, ct);
        var query = _begun?.Query ?? Query(p, source);
        var limit = (int)query.Limit!.Value;
        var isPinned = target.Version is not null || !string.IsNullOrEmpty(p.Version) || !string.IsNullOrEmpty(p.AsOf);
        if (isPinned && at is not null && !HttpMethods.IsPost(http.HttpContext!.Request.Method))   // a body is no part of an address
            memento.Describe(http.HttpContext, at, memento.OfRequest(http.HttpContext.Request));
        return new DatastoreSearchResult
        {
            Reader = reader,
            Query = query,
            Begun = _begun?.Rows,
            Parameters = p with { Limit = limit },
            ResourceId = at?.ResourceId.ToString() ?? target.Id,
            At = at,
            IsPinned = isPinned,
            // Pages of a table that clients write are CKAN's, unless a version is named: a publisher who fills a table sees what is there.
            MostBytes = options.Value.SearchBytesMax,
            Links = new PageLinks(http.HttpContext!.Request, limit, p.Offset, isPinned || p.Cursor is not null || at is { IsFed: true } ? at?.Version : null),
        };
    }

    /// <summary>Null where it has to be asked step by step; so it has where something is wrong with the request, because not everybody may be told what.</summary>
    private async Task<(VersionBound At, RowQuery Query, PrintedRows Rows)?> TryBeginAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        try
        {
            Check(p);
            if (sources.Suppose(p.Target.Id, Version(p)) is not { } known)
                return null;
            var query = Query(p, known.Source);
            return query.Limit > 0 && await reader.TryOpenAsync(query, known, caller, ct) is { } rows ? (known.At, query, rows) : null;
        }
        catch (CatalogException e) when (e is not (BusyException or ValidationException { IsTimeout: true }))
        {
            return null;
        }
    }

    private RowQuery Query(Parameters p, RowSource source)
    {
        var query = p.ToQuery(source, Math.Min(p.Limit, options.Value.SearchRowsMax), p.Offset);
        return p.Cursor is { } cursor ? RowPlace.Continue(query, cursor) : query;
    }

    private static VersionRequest Version(Parameters p) => VersionRequest.Parse(p.Target.Version ?? p.Version, p.AsOf);

    private static void Check(Parameters p)
    {
        if (p.Offset < 0)
            throw new ValidationException("offset", $"invalid value \"{p.Offset}\"");
        if (!Formats.Contains(p.RecordsFormat, StringComparer.Ordinal))
            throw new ValidationException("records_format", $"Value must be one of {PythonText.Of(Formats)}");
    }

    private static bool HasWords(JsonNode? q) => q is not null && q.ToString().Length > 0;

    /// <summary>As far as it can be read; what cannot is refused later.</summary>
    private static long Number(JsonNode? value) => long.TryParse(value?.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
