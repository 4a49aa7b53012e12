using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Loading;

[CkanAction("datapusher_hook", Effect.Write, MinimumCaller.Anonymous, Summary = "Tell the state of a load that a loader of one's own carries out. It is kept as that loader's task, see task_status_show.")]
internal sealed class DatapusherHook(TaskStatusStore tasks, PackageAccess access, TimeProvider clock) : CkanAction<HookParameters, object?>
{
    protected override Task AuthorizeAsync(HookParameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.ResourceId, caller, ct);

    protected override async Task<object?> RunAsync(HookParameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.ResourceId, caller, ct);
        await tasks.SaveAsync([p.ToTask(resource.Id, "datapusher", clock)], ct);
        return null;
    }
}
