using Catalog.Api.Actions;
using Catalog.Api.Datastore;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

[CkanAction("row_provenance", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return where the value of a row came from: the original file, its line and its column.")]
internal sealed class RowProvenanceShow(DatastoreSources sources, ProvenanceStore provenance, ISiteAddress site)
    : CkanAction<RowProvenanceShow.Parameters, RowProvenanceShow.Origin>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.")]
        public required string ResourceId { get; init; }

        [Parameter("The row's number.", Name = "_id")]
        public required long RowId { get; init; }

        [Parameter("The number of the version; default: the current one.")]
        public string? Version { get; init; }

        [Parameter("A day (2016-04-15) or an instant: the version that held then, by the day that the source states.")]
        public string? AsOf { get; init; }
    }

    /// <summary>The answer; line and column count from 1.</summary>
    public sealed record Origin
    {
        public required Guid ResourceId { get; init; }
        public required int Version { get; init; }
        public required int SinceVersion { get; init; }
        public required long? RunId { get; init; }
        public required FileResult File { get; init; }
        public required string? FetchedFrom { get; init; }
        public required int Line { get; init; }
        public required int Column { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => sources.RequireReadAsync(p.ResourceId, caller, ct);

    protected override async Task<Origin> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var (_, at) = await sources.GetAsync(p.ResourceId, VersionRequest.Parse(p.Version, p.AsOf), caller, ct);
        if (at is null || await provenance.FindAsync(at, p.RowId, ct) is not { } found)
            throw new NotFoundException("Row was not found.");
        return new Origin
        {
            ResourceId = at.ResourceId,
            Version = at.Version,
            SinceVersion = found.SinceVersion,
            RunId = found.RunId,
            File = FileResult.Of(found.File, at.PackageName, site.Url),
            FetchedFrom = found.FetchedFrom,
            Line = found.Line,
            Column = found.Column,
        };
    }
}
