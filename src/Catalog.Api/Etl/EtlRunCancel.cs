using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Etl;

[CkanAction("etl_run_cancel", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true,
    Summary = "Cancel a run that has not begun to publish, and return it. A running one stops within seconds; the files it had taken are put aside.")]
internal sealed class EtlRunCancel(RunStore runs, RunRequests requests) : CkanAction<EtlRunCancel.Parameters, Run>
{
    public sealed record Parameters
    {
        [Parameter("The number of the run.", Min = 1)]
        public required long Id { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (await runs.FindAsync(p.Id, ct) is null)
            throw new NotFoundException("Run");
    }

    protected override async Task<Run> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await requests.CancelAsync(p.Id, ct);
        return await runs.FindAsync(p.Id, ct) ?? throw new NotFoundException("Run");
    }
}
