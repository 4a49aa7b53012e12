using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Packages;

[CkanAction("resource_search", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return resources of public datasets whose fields hold texts, and their number.")]
internal sealed class ResourceSearch(ResourceSearcher searcher, PackageStore packages) : CkanAction<ResourceSearch.Parameters, ResourceSearch.Page>
{
    private const int MostRows = 1000;

    public sealed record Parameters
    {
        [Parameter("field:text, such as format:csv, or a list of them that must all be true. Any part of the value counts, in any case; of a hash the beginning.")]
        public JsonNode? Query { get; init; }

        [Parameter("A field to sort by.")]
        public string? OrderBy { get; init; }

        [Parameter("Leave out so many at the beginning.", Min = 0)]
        public long Offset { get; init; }

        [Parameter("At most so many; never more than 1000.", Min = 0)]
        public int Limit { get; init; } = MostRows;
    }

    /// <param name="Count">On all pages.</param>
    /// <param name="Results">As resource_show tells them.</param>
    internal sealed record Page(long Count, IReadOnlyList<Resource> Results);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<Page> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var (count, found) = await searcher.SearchAsync(Terms(p.Query), p.OrderBy, Math.Min(p.Limit, MostRows), p.Offset, ct);
        var shown = (await packages.ListAsync([.. found.Select(hit => hit.PackageId).Distinct()], ct))
            .SelectMany(package => package.Resources).ToDictionary(resource => resource.Id);
        return new Page(count, [.. found.Where(hit => shown.ContainsKey(hit.Id)).Select(hit => shown[hit.Id])]);
    }

    /// <exception cref="ValidationException">None, or one without a colon. CKAN says it by a text, not a list of texts (contract 1.8).</exception>
    private static List<(string Field, string Text)> Terms(JsonNode? query)
    {
        var texts = (query is JsonArray list ? list.ToList() : [query]).Select(item => item is JsonValue ? item.ToString() : "").ToList();
        if (query is null || texts.Count == 0 || texts is [""])
            throw Wrong("Missing value");
        return [.. texts.Select(text => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? (text[..colon], text[(colon + 1)..])
            : throw Wrong("Must be <field>:<value> pair(s)"))];
    }

    private static ValidationException Wrong(string message) => new(new Dictionary<string, object> { ["query"] = message });
}
