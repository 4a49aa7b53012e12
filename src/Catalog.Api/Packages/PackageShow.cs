using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Versions;

namespace Catalog.Api.Packages;

[CkanAction("package_show", Effect.Read, MinimumCaller.Anonymous, IsConditional = true,
    Summary = "Return a dataset with its resources, tags, groups and extras; on demand as it was, with addresses that download the bytes of that time.")]
internal sealed class PackageShow(PackageStore packages, PackageHistory history, PackageAccess access) : CkanAction<PackageShow.Parameters, object>
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

        [Parameter("The id of an activity of the dataset: return it as it was then.")]
        public string? ActivityId { get; init; }

        [Parameter("The number of a data version: return the dataset as it was published.")]
        public string? Version { get; init; }

        [Parameter("A day (2016-04-15) or an instant: return the dataset as it was then, with the data that held.")]
        public string? AsOf { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<object> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var request = VersionRequest.Parse(p.Version, p.AsOf);
        var isOfActivity = !string.IsNullOrEmpty(p.ActivityId);
        if (isOfActivity && request.IsPinned)
            throw new ValidationException("activity_id", "Give one of activity_id, version and as_of");
        if (!isOfActivity && !request.IsPinned)
            return await packages.FindAsync(p.Id, ct) ?? throw new NotFoundException();
        var package = await access.RequireReadAsync(p.Id, caller, ct);
        return isOfActivity ? await history.AtActivityAsync(package, p.ActivityId!, caller, ct) : await history.AtVersionAsync(package, request, caller, ct);
    }
}
