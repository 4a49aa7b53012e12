using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Etl;

[CkanAction("etl_source_run", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true,
    Summary = "Run a source now and return the run, which goes on in the background. As a correction, this run and those of the other periods that it finds may publish other bytes under a period that is published.")]
internal sealed class EtlSourceRun(SourceStore sources, RunRequests requests, RunStore runs) : CkanAction<EtlSourceRun.Parameters, Run>
{
    private Source _source = null!;

    public sealed record Parameters
    {
        [Parameter("The number of the source, or the id or name of its dataset.")]
        public required string Id { get; init; }

        [Parameter("Whether what is delivered corrects a period that is published already.")]
        public bool Correction { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => _source = await sources.FindAsync(p.Id, ct) ?? throw new NotFoundException("Source");

    protected override async Task<Run> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var id = await requests.StartAsync(
            new NewRun { SourceId = _source.Id, Trigger = "manual", RequestedBy = caller.UserId, Correction = p.Correction }, ct);
        return (await runs.FindAsync(id, ct))!;   // written a moment ago, and runs are never deleted
    }
}
