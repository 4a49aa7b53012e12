using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

[CkanAction("task_status_delete", Effect.Write, MinimumCaller.Sysadmin, Summary = "Delete the state of a loader's task.")]
internal sealed class TaskStatusDelete(TaskStatusStore tasks) : CkanAction<TaskStatusDelete.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The id of the task.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var task = await tasks.FindAsync(p.Id, ct) ?? throw new NotFoundException();
        await tasks.DeleteAsync(task.Id, ct);
        return null;
    }
}
