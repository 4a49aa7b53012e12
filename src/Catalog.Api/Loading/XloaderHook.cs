using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Loading;

[CkanAction("xloader_hook", Effect.Write, MinimumCaller.Anonymous, Summary = "Tell the state of a load that a loader of one's own carries out: xloader_status and task_status_show tell it on.")]
internal sealed class XloaderHook(TaskStatusStore tasks, PackageAccess access, TimeProvider clock) : HookAction(tasks, access, clock, "xloader");
