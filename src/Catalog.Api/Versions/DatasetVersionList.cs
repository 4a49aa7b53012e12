using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_list", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the versions of a dataset's data, newest first, with what changed in each.")]
internal sealed class DatasetVersionList(VersionStore versions, PackageAccess access, ISiteAddress site)
    : CkanAction<DatasetVersionList.Parameters, IReadOnlyList<VersionResult>>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("Most versions to return; larger numbers are cut to 1000.", Min = 0)]
        public int Limit { get; init; } = VersionStore.MostListed;

        [Parameter("Versions to leave out at the beginning.", Min = 0)]
        public int Offset { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<IReadOnlyList<VersionResult>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireReadAsync(p.Id, caller, ct);
        return [.. (await versions.ListAsync(package.Id, ct, p.Limit, p.Offset)).Select(version => VersionResult.Of(version, package.Name, site.Url))];
    }
}
