using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Jobs;

namespace Catalog.Api.Etl;

[CkanAction("etl_source_list", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the places that datasets' files come from, with their schedules.")]
internal sealed class EtlSourceList(SourceStore sources) : CkanAction<NoParameters, IReadOnlyList<Source>>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<Source>> RunAsync(NoParameters p, Caller caller, CancellationToken ct) =>
        sources.ListAsync(caller.IsSysadmin, ct);
}
