using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_view_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a view of a resource.")]
internal sealed class ResourceViewShow(ViewAccess views) : CkanAction<ResourceViewShow.Parameters, ResourceView>
{
    public sealed record Parameters
    {
        [Parameter("The id of the view.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => views.RequireReadAsync(p.Id, caller, ct);

    protected override Task<ResourceView> RunAsync(Parameters p, Caller caller, CancellationToken ct) => views.RequireReadAsync(p.Id, caller, ct);
}
