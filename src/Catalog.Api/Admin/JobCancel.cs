using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

[CkanAction("job_cancel", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Cancel a job that waits for a worker.")]
internal sealed class JobCancel(QueuedJobs jobs) : CkanAction<JobCancel.Parameters, object?>
{
    private QueuedJob _job = null!;

    public sealed record Parameters
    {
        [Parameter("The id of the job.")]
        public required string Id { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => _job = await jobs.FindAsync(p.Id, ct) ?? throw new NotFoundException();

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await jobs.CancelAsync(_job, ct);
        return null;
    }
}
