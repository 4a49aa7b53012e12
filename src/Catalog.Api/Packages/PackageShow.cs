using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("package_show", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return a dataset with its resources, tags, groups and extras.")]
internal sealed class PackageShow(PackageStore packages, PackageAccess access) : CkanAction<PackageShow.Parameters, Package>
{
    public sealed record Parameters
    {
        // name_or_id: ckan-client-js sends it, and CKAN names it when both are missing (contract 3.1, 3.3)
        [Parameter("The id or the name of the dataset.", Alias = "name_or_id", MissingKey = "name_or_id")]
        public required string Id { get; init; }

        [Parameter("Accepted for CKAN's sake: there is one schema.")]
        public bool UseDefaultSchema { get; init; }

        [Parameter("Accepted for CKAN's sake: no plug-in keeps data of its own.")]
        public bool IncludePluginData { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<Package> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        await packages.FindAsync(p.Id, ct) ?? throw new NotFoundException();
}
