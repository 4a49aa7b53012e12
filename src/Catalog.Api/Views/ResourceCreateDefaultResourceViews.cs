using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_create_default_resource_views", Effect.Write, MinimumCaller.Anonymous, Summary = "Add to a resource the views that its format suggests and that it has not got.")]
internal sealed class ResourceCreateDefaultResourceViews(DefaultViews views, PackageAccess access)
    : CkanAction<ResourceCreateDefaultResourceViews.Parameters, IReadOnlyList<ResourceView>>
{
    public sealed record Parameters
    {
        [Parameter("The resource: an object with an id.")]
        public required JsonNode Resource { get; init; }

        [Parameter("Its dataset; what is stored is used.")]
        public JsonNode? Package { get; init; }

        [Parameter("Add the views of tables instead, where the resource has one.")]
        public bool CreateDatastoreViews { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(DefaultViews.IdIn(p.Resource, "resource"), caller, ct);

    protected override Task<IReadOnlyList<ResourceView>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        views.CreateAsync(DefaultViews.IdIn(p.Resource, "resource"), p.CreateDatastoreViews, caller, ct);
}
