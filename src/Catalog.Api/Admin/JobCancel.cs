using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Admin;

[CkanAction("job_cancel", Effect.Write, MinimumCaller.Sysadmin, Summary = "Cancel a job that waits for a worker.")]
internal sealed class JobCancel(QueuedJobs jobs) : CkanAction<JobCancel.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The id of the job.", Lenient = true)]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await jobs.CancelAsync(await jobs.FindAsync(p.Id, ct) ?? throw new NotFoundException(), ct);
        return null;
    }
}
