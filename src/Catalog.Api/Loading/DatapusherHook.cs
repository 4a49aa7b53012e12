using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Loading;

[CkanAction("datapusher_hook", Effect.Write, MinimumCaller.Anonymous, Summary = "Tell the state of a load that a loader of one's own carries out: datapusher_status and task_status_show tell it on.")]
internal sealed class DatapusherHook(TaskStatusStore tasks, PackageAccess access, TimeProvider clock) : HookAction(tasks, access, clock, "datapusher");
