using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Jobs;

namespace Catalog.Api.Etl;

[CkanAction("etl_source_show", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return one source: where its files come from, its schedule, and its last run that ended well.")]
internal sealed class EtlSourceShow(SourceStore sources, PackageAccess access) : CkanAction<EtlSourceShow.Parameters, Source>
{
    public sealed record Parameters
    {
        [Parameter("The number of the source, or the id or name of its dataset.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // asked once the source is known

    protected override Task<Source> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        access.RequireReadAsync(sources, p.Id, caller, ct);
}
