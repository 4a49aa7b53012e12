using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Jobs;

namespace Catalog.Api.Loading;

[CkanAction("datapusher_status", Effect.Write, MinimumCaller.Anonymous, Summary = "Tell how far the last load of a resource is, or what was wrong with its file and where, with its log.")]
internal sealed class DatapusherStatus(LoadStore loads, TaskStatusStore tasks, PackageAccess access) : StatusAction(loads, tasks, access, "datapusher");
