using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Admin;

[CkanAction("job_list", Effect.Read, MinimumCaller.Sysadmin, Summary = "Return the jobs that wait for a worker: runs of sources, oldest first.")]
internal sealed class JobList(QueuedJobs jobs) : CkanAction<JobList.Parameters, IReadOnlyList<object>>
{
    public sealed record Parameters
    {
        [Parameter("Names of queues; default: all.", CommaSeparated = true)]
        public IReadOnlyList<string>? Queues { get; init; }

        [Parameter("How many at most.", Min = 0)]
        public int Limit { get; init; } = 200;

        [Parameter("Return ids only.")]
        public bool IdsOnly { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<IReadOnlyList<object>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var found = await jobs.ListAsync(p.Queues is { Count: > 0 } queues ? queues : null, p.Limit, ct);
        return p.IdsOnly ? [.. found.Select(job => job.Id)] : [.. found];
    }
}
