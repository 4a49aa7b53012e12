using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

[CkanAction("task_status_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the state of a loader's task: by its id, or by entity, type and key.")]
internal sealed class TaskStatusShow(TaskStatusStore tasks) : CkanAction<TaskStatusShow.Parameters, LoaderTask>
{
    public sealed record Parameters
    {
        [Parameter("The id of the task.")]
        public string? Id { get; init; }

        [Parameter("The id of the resource or dataset; with task_type and key instead of the id.")]
        public string? EntityId { get; init; }

        [Parameter("The type of the task.")]
        public string? TaskType { get; init; }

        [Parameter("Its key.")]
        public string? Key { get; init; }
    }

    // Which object it is about stands in the task: RunAsync asks for both.
    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<LoaderTask> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var task = string.IsNullOrEmpty(p.Id) ? await FindAsync(p, ct) : await tasks.FindAsync(p.Id, ct);
        if (task is null)
            throw new NotFoundException();
        return await tasks.IsHiddenAsync(task.EntityId, caller, ct) ? throw new NotAuthorizedException() : task;
    }

    private Task<LoaderTask?> FindAsync(Parameters p, CancellationToken ct)
    {
        var errors = new FieldErrors();
        foreach (var (name, value) in new[] { ("entity_id", p.EntityId), ("task_type", p.TaskType), ("key", p.Key) })
        {
            if (string.IsNullOrEmpty(value))
                errors.Add(name, "Missing value");
        }

        errors.ThrowIfAny();
        return tasks.FindAsync(p.EntityId!, p.TaskType!, p.Key!, ct);
    }
}
