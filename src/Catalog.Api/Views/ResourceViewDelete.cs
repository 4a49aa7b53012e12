using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_view_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Delete a view of a resource, and return whose it was.")]
internal sealed class ResourceViewDelete(ViewStore views, ViewAccess access) : CkanAction<ResourceViewDelete.Parameters, ResourceViewDelete.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id of the view.")]
        public required string Id { get; init; }
    }

    public sealed record Result(Guid ResourceId);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var view = await access.RequireEditAsync(p.Id, caller, ct);
        await views.DeleteAsync(view.Id, caller.UserId, ct);
        return new Result(view.ResourceId);
    }
}
