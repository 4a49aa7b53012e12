using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("package_create_default_resource_views", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Add to the resources that a dataset document lists the views that their formats suggest and that they have not got.")]
internal sealed class PackageCreateDefaultResourceViews(DefaultViews views, PackageAccess access)
    : CkanAction<PackageCreateDefaultResourceViews.Parameters, IReadOnlyList<ResourceView>>
{
    public sealed record Parameters
    {
        [Parameter("The dataset: an object with an id and a list of resources, each with an id.")]
        public required JsonNode Package { get; init; }

        [Parameter("Add the views of tables instead, where a resource has one.")]
        public bool CreateDatastoreViews { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(DefaultViews.IdIn(p.Package, "package"), caller, ct);

    protected override async Task<IReadOnlyList<ResourceView>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var made = new List<ResourceView>();
        foreach (var resource in p.Package["resources"] as JsonArray ?? [])
            made.AddRange(await views.CreateAsync(DefaultViews.IdIn(resource ?? new JsonObject(), "package"), p.CreateDatastoreViews, caller, ct));
        return made;
    }
}
