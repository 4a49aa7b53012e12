using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

[CkanAction("package_resource_reorder", Effect.Write, MinimumCaller.Anonymous, Summary = "Put resources of a dataset first, in the order given; the others follow as they were.")]
internal sealed class PackageResourceReorder(PackageEditor editor, PackageAccess access) : CkanAction<PackageResourceReorder.Parameters, PackageResourceReorder.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id or name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("Ids of resources.")]
        public required JsonNode Order { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Order);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var order = ReadOrder(p.Order);
        var written = await editor.UpdateAsync(p.Id, stored =>
        {
            if (order.FirstOrDefault(id => !stored.Content.Resources.Any(resource => resource.Id.ToString() == id)) is { } unknown)
                throw Wrong($"resource_id {unknown} can not be found");
            var document = ContentDocument.Of(stored.Content);
            var resources = document["resources"]!.AsArray().Select(resource => resource!.DeepClone())
                .OrderBy(resource => order.IndexOf((string)resource["id"]!) is var place and >= 0 ? place : int.MaxValue).ToArray();
            document["resources"] = new JsonArray(resources);
            return document;
        }, caller, ifMatch: null, ct);
        return new Result(p.Id, [.. written.Resources.Select(resource => resource.Id.ToString())]);
    }

    private static List<string> ReadOrder(JsonNode sent)
    {
        if (sent is not JsonArray list || list.Any(item => item?.GetValueKind() != JsonValueKind.String))
            throw Wrong("Must be a list of resource");
        var order = list.Select(item => item!.GetValue<string>()).ToList();
        return order.Distinct(StringComparer.Ordinal).Count() == order.Count ? order : throw Wrong("Must supply unique resource_ids");
    }

    /// <summary>A text, not a list (contract 1.8).</summary>
    private static ValidationException Wrong(string message) => new(new Dictionary<string, object> { ["order"] = message });
}
