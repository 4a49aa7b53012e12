using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

[CkanAction("job_show", Effect.Read, MinimumCaller.Sysadmin, Summary = "Return a job that waits for a worker.")]
internal sealed class JobShow(QueuedJobs jobs) : CkanAction<JobShow.Parameters, QueuedJob>
{
    public sealed record Parameters
    {
        [Parameter("The id of the job.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<QueuedJob> RunAsync(Parameters p, Caller caller, CancellationToken ct) => await jobs.FindAsync(p.Id, ct) ?? throw new NotFoundException();
}
