using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("dashboard_mark_activities_old", Effect.Write, MinimumCaller.Anonymous, Summary = "From now on nothing of the caller's dashboard is new.")]
internal sealed class DashboardMarkActivitiesOld(ActivityStore activities, TimeProvider clock) : CkanAction<NoParameters, object?>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => DashboardActivityList.RequireUser(caller);

    protected override async Task<object?> RunAsync(NoParameters p, Caller caller, CancellationToken ct)
    {
        await activities.MarkSeenAsync(caller.UserId!.Value, Clock.Microseconds(clock.GetUtcNow()), ct);
        return null;
    }
}
