using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("recently_changed_packages_activity_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what happened to all datasets, newest first.")]
internal sealed class RecentlyChangedPackagesActivityList(ActivityStore activities, IOptions<ActivityOptions> options) : CkanAction<ActivityPageParameters, IReadOnlyList<Activity>>
{
    protected override Task AuthorizeAsync(ActivityPageParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<Activity>> RunAsync(ActivityPageParameters p, Caller caller, CancellationToken ct) =>
        activities.ListOfPackagesAsync(p.ToFilter(options.Value, caller), caller, ct);
}
