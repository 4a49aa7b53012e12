using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_view_reorder", Effect.Write, MinimumCaller.Anonymous, Summary = "Put views of a resource first, in the order given; the others follow as they were.")]
internal sealed class ResourceViewReorder(ViewStore views, PackageAccess access) : CkanAction<ResourceViewReorder.Parameters, ResourceViewReorder.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.")]
        public required string Id { get; init; }

        [Parameter("Ids of views.")]
        public required JsonNode Order { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Order);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.Id, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.Id, caller, ct);
        if (p.Order is not JsonArray list || list.Any(item => item?.GetValueKind() != JsonValueKind.String))
            throw Wrong("Must be a list of views");
        var order = list.Select(item => item!.GetValue<string>()).ToList();
        if (order.Distinct(StringComparer.Ordinal).Count() < order.Count)
            throw Wrong("Must supply unique view ids");
        var known = (await views.ListAsync(resource.Id, ct)).Select(view => view.Id.ToString()).ToHashSet(StringComparer.Ordinal);
        if (order.FirstOrDefault(id => !known.Contains(id)) is { } unknown)
            throw Wrong($"view {unknown} can not be found");
        var now = await views.ReorderAsync(resource.Id, [.. order.Select(Guid.Parse)], ct);
        return new Result(p.Id, [.. now.Select(id => id.ToString())]);
    }

    /// <summary>A text, as package_resource_reorder has it (contract 1.8).</summary>
    private static ValidationException Wrong(string message) => new(new Dictionary<string, object> { ["order"] = message });
}
