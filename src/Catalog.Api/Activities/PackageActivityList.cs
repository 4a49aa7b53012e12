using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("package_activity_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what happened to a dataset, newest first, each time with the dataset as it was then.")]
internal sealed class PackageActivityList(ActivityStore activities, PackageAccess access, IOptions<ActivityOptions> options)
    : CkanAction<ActivityOfPackageParameters, IReadOnlyList<Activity>>
{
    protected override Task AuthorizeAsync(ActivityOfPackageParameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<IReadOnlyList<Activity>> RunAsync(ActivityOfPackageParameters p, Caller caller, CancellationToken ct) =>
        await activities.ListOfPackageAsync((await access.RequireReadAsync(p.Id, caller, ct)).Id, p.ToFilter(options.Value, caller), caller, ct);
}
