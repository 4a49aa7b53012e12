using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_show", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return one version of a dataset's data: its resources with sizes, hashes, control totals and original files.")]
internal sealed class DatasetVersionShow(VersionStore versions, PackageAccess access, ISiteAddress site)
    : CkanAction<DatasetVersionShow.Parameters, VersionResult>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The number of the version; default: the current one.")]
        public string? Version { get; init; }

        [Parameter("A day (2016-04-15) or an instant: the version that held then, by the day that the source states.")]
        public string? AsOf { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<VersionResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var request = VersionRequest.Parse(p.Version, p.AsOf);
        var package = await access.RequireReadAsync(p.Id, caller, ct);
        var number = await versions.ResolveAsync(package.Id, request, ct)
            ?? throw new NotFoundException(request.IsPinned ? "Version was not found." : "The dataset has no versions.");
        var version = await versions.FindAsync(package.Id, number, ct) ?? throw new NotFoundException("Version was not found.");
        if (version.State == "expired")
            await versions.IsThereAsync(package.Id, number, ct);   // 410 with what is left of it
        return VersionResult.Of(version, package.Name, site.Url);
    }
}
