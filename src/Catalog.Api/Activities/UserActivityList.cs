using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("user_activity_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what a user did, and what happened to the account, newest first.")]
internal sealed class UserActivityList(ActivityStore activities, ActivitySubjects subjects, IOptions<ActivityOptions> options) : CkanAction<ActivityOfParameters, IReadOnlyList<Activity>>
{
    protected override Task AuthorizeAsync(ActivityOfParameters p, Caller caller, CancellationToken ct) => subjects.RequireUserAsync(p.Id, caller, ct);

    protected override async Task<IReadOnlyList<Activity>> RunAsync(ActivityOfParameters p, Caller caller, CancellationToken ct) =>
        await activities.ListOfUserAsync(await subjects.RequireUserAsync(p.Id, caller, ct), p.ToFilter(options.Value, caller), caller, ct);
}
