using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

[CkanAction("task_status_delete", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Delete the state of a loader's task.")]
internal sealed class TaskStatusDelete(TaskStatusStore tasks) : CkanAction<TaskStatusDelete.Parameters, object?>
{
    private LoaderTask _task = null!;

    public sealed record Parameters
    {
        [Parameter("The id of the task.")]
        public required string Id { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => _task = await tasks.FindAsync(p.Id, ct) ?? throw new NotFoundException();

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await tasks.DeleteAsync(_task.Id, ct);
        return null;
    }
}
