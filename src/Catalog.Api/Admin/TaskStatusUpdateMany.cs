using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Admin;

[CkanAction("task_status_update_many", Effect.Write, MinimumCaller.Sysadmin, Summary = "Write down the states of several tasks, all or none, and return them.")]
internal sealed class TaskStatusUpdateMany(TaskStatusStore tasks, TimeProvider clock) : CkanAction<TaskStatusUpdateMany.Parameters, TaskStatusUpdateMany.Result>
{
    public sealed record Parameters
    {
        [Parameter("A list of objects as task_status_update takes them.")]
        public required JsonNode Data { get; init; }
    }

    public sealed record Result(IReadOnlyList<LoaderTask> Results);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var now = Clock.Microseconds(clock.GetUtcNow());
        return new Result(await tasks.SaveAsync(Documents.Read(p.Data, (document, errors) => TaskInput.Read(document, now, errors)), ct));
    }
}
