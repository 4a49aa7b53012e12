using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

/// <summary>What the actions that write a task take; <c>task_status_update_many</c> takes a list of it.</summary>
internal sealed record TaskParameters
{
    [Parameter("The id of the resource or dataset. Required.")]
    public JsonNode? EntityId { get; init; }

    [Parameter("resource or dataset. Required.")]
    public JsonNode? EntityType { get; init; }

    [Parameter("What was done, such as xloader. Required.")]
    public JsonNode? TaskType { get; init; }

    [Parameter("Which of the tasks of that type. Required.")]
    public JsonNode? Key { get; init; }

    [Parameter("A value of the loader's own.")]
    public JsonNode? Value { get; init; }

    [Parameter("The state, such as complete.")]
    public JsonNode? State { get; init; }

    [Parameter("What went wrong.")]
    public JsonNode? Error { get; init; }

    [Parameter("When; default: now.")]
    public JsonNode? LastUpdated { get; init; }

    [AllParameters]
    public JsonObject All { get; init; } = [];
}

[CkanAction("task_status_update", Effect.Write, MinimumCaller.Sysadmin, Summary = "Write down the state of a loader's task, and return it.")]
internal sealed class TaskStatusUpdate(TaskStatusStore tasks, TimeProvider clock) : CkanAction<TaskParameters, LoaderTask>
{
    protected override Task AuthorizeAsync(TaskParameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<LoaderTask> RunAsync(TaskParameters p, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var task = TaskInput.Read(p.All, Clock.Microseconds(clock.GetUtcNow()), errors);
        errors.ThrowIfAny();
        return (await tasks.SaveAsync([task!], ct))[0];
    }
}
