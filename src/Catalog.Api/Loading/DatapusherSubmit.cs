using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Jobs;

namespace Catalog.Api.Loading;

[CkanAction("datapusher_submit", Effect.Write, MinimumCaller.Anonymous, Summary = "Ask for the file of a resource to be loaded into its table. Returns false where a load is on its way already.")]
internal sealed class DatapusherSubmit(LoadStore loads, PackageAccess access) : CkanAction<SubmitParameters, bool>
{
    protected override Task AuthorizeAsync(SubmitParameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.ResourceId, caller, ct);

    protected override async Task<bool> RunAsync(SubmitParameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.ResourceId, caller, ct);
        return await loads.QueueAsync(resource.Id, caller.UserId, p.IgnoreHash, ct);
    }
}
