using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Jobs;

namespace Catalog.Api.Etl;

[CkanAction("etl_run_show", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return a run with its files, its steps and how long each took, and its findings with their place and a sentence in Greek and English.")]
internal sealed class EtlRunShow(RunStore runs, PackageAccess access) : CkanAction<EtlRunShow.Parameters, Run>
{
    public sealed record Parameters
    {
        [Parameter("The number of the run.", Min = 1)]
        public required long Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // asked once the run is known

    protected override Task<Run> RunAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(runs, p.Id, caller, ct);
}
