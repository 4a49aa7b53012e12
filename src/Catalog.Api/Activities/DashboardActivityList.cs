using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

[CkanAction("dashboard_activity_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what the caller did and what happened to what the caller follows, newest first, and what of it is new.")]
internal sealed class DashboardActivityList(ActivityStore activities, IOptions<ActivityOptions> options) : CkanAction<ActivityRangeParameters, IReadOnlyList<Activity>>
{
    /// <exception cref="NotAuthorizedException">An anonymous caller: CKAN has its own text for dashboards (contract 1.7).</exception>
    public static Task RequireUser(Caller caller) => caller.IsAnonymous ? throw new NotAuthorizedException("You must be logged in to access your dashboard.") : Everyone;

    protected override Task AuthorizeAsync(ActivityRangeParameters p, Caller caller, CancellationToken ct) => RequireUser(caller);

    protected override Task<IReadOnlyList<Activity>> RunAsync(ActivityRangeParameters p, Caller caller, CancellationToken ct) =>
        activities.ListDashboardAsync(p.ToFilter(options.Value, caller), caller, ct);
}
