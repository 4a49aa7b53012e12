using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Aggregates;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary>Design C.3 and C.5; ours, CKAN has no such action. <c>docs/aggregates.md</c> is its guide.</summary>
[CkanAction("datastore_aggregate", Effect.Read, MinimumCaller.Anonymous, Unknown = UnknownParameters.RefuseAsExtras,
    Summary = "Count and add up the rows of a resource by columns and by time, of its current version or of any other. Sums and averages of numbers are exact.")]
internal sealed class DatastoreAggregate(DatastoreSources sources, AggregateRunner runner, IOptions<DatastoreOptions> options)
    : CkanAction<DatastoreAggregate.Parameters, AggregateResult>
{
    private static readonly string[] Formats = ["objects", "lists", "csv"];

    public sealed record Parameters
    {
        [Parameter("The id of the resource or an alias of its table; with @7 behind it, of its version 7.", Alias = "id")]
        public required string ResourceId { get; init; }

        [Parameter("Columns, or times that they lie in: year, quarter, month, week, day or hour, such as month(day) as month. A list, or a text with commas. Without it one group.")]
        public JsonNode? GroupBy { get; init; }

        [Parameter("count, count(column), count_distinct, sum, avg, min, max, median or percentile(column, 90) of a column, each with as name. Default: count.")]
        public JsonNode? Select { get; init; }

        [Parameter("Conditions on rows: an object of column and value, or list of values. Also operators (eq, ne, gt, gte, lt, lte, in), $and and $or; null is no value.", Alias = "filters")]
        public JsonNode? Where { get; init; }

        [Parameter("Conditions on groups: the same, on columns of the answer.")]
        public JsonNode? Having { get; init; }

        [Parameter("Columns of the answer with asc or desc; groups without a value come last. Default: the groups themselves, or with top the largest first.", Alias = "sort")]
        public JsonNode? OrderBy { get; init; }

        [Parameter("Keep so many groups, the first ones, and fold the rest into one row, which has is_other.")]
        public int? Top { get; init; }

        [Parameter("Most groups to return, at most 32000.", Min = 0)]
        public int Limit { get; init; } = 100;

        [Parameter("Groups to leave out at the beginning.")]
        public long Offset { get; init; }

        [Parameter("objects, lists or csv.")]
        public string RecordsFormat { get; init; } = "objects";

        [Parameter("A version of the dataset; without it the current one.")]
        public string? Version { get; init; }

        [Parameter("A day or time: the version that was current then.")]
        public string? AsOf { get; init; }

        /// <summary>The resource's id without a version.</summary>
        public (string Id, string? Version) Target => ResourceId.LastIndexOf('@') is > 0 and var at ? (ResourceId[..at], ResourceId[(at + 1)..]) : (ResourceId, null);
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => sources.RequireReadAsync(p.Target.Id, caller, ct);

    protected override async Task<AggregateResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (!Formats.Contains(p.RecordsFormat, StringComparer.Ordinal))
            throw new ValidationException("records_format", $"Value must be one of {PythonText.Of(Formats)}");
        var (_, at) = await sources.GetAsync(p.Target.Id, VersionRequest.Parse(p.Target.Version ?? p.Version, p.AsOf), caller, ct);
        if (at is null)
            throw new ValidationException("resource_id", "The list of tables cannot be added up");
        var query = AggregateParser.Parse(
            new AggregateText { GroupBy = p.GroupBy, Select = p.Select, Where = p.Where, Having = p.Having, OrderBy = p.OrderBy, Top = p.Top, Limit = p.Limit, Offset = p.Offset },
            at.Fields, options.Value.SearchRowsMax);
        return new AggregateResult { At = at, Query = query, Answer = await runner.AnswerAsync(at, query, ct), Format = p.RecordsFormat };
    }
}
