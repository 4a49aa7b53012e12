using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_view_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the views of a resource in their order.")]
internal sealed class ResourceViewList(ViewStore views, PackageAccess access) : CkanAction<ResourceViewList.Parameters, IReadOnlyList<ResourceView>>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadResourceAsync(p.Id, caller, ct, missing: null);

    protected override async Task<IReadOnlyList<ResourceView>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        await views.ListAsync((await access.RequireReadResourceAsync(p.Id, caller, ct, missing: null)).Id, ct);
}
