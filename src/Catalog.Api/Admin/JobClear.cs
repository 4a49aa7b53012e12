using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Admin;

[CkanAction("job_clear", Effect.Write, MinimumCaller.Sysadmin, Summary = "Cancel all jobs that wait for a worker, and return the names of the queues that were cleared.")]
internal sealed class JobClear(QueuedJobs jobs) : CkanAction<JobClear.Parameters, IReadOnlyList<string>>
{
    public sealed record Parameters
    {
        [Parameter("Names of queues; default: all.", CommaSeparated = true)]
        public IReadOnlyList<string>? Queues { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override Task<IReadOnlyList<string>> RunAsync(Parameters p, Caller caller, CancellationToken ct) => jobs.ClearAsync(p.Queues is { Count: > 0 } queues ? queues : null, ct);
}
