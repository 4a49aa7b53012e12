using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("dashboard_new_activities_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many activities of the caller's dashboard are new.")]
internal sealed class DashboardNewActivitiesCount(ActivityStore activities) : CkanAction<NoParameters, int>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => DashboardActivityList.RequireUser(caller);

    protected override Task<int> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => activities.CountNewAsync(caller, ct);
}
