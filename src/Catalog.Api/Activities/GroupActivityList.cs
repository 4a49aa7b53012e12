using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("group_activity_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what happened to a group and the datasets in it, newest first.")]
internal sealed class GroupActivityList(ActivityStore activities, ActivitySubjects subjects, IOptions<ActivityOptions> options) : CkanAction<ActivityOfParameters, IReadOnlyList<Activity>>
{
    protected override Task AuthorizeAsync(ActivityOfParameters p, Caller caller, CancellationToken ct) => subjects.RequireGroupAsync(p.Id, isOrganization: false, caller, ct);

    protected override async Task<IReadOnlyList<Activity>> RunAsync(ActivityOfParameters p, Caller caller, CancellationToken ct) =>
        await activities.ListOfGroupAsync(await subjects.RequireGroupAsync(p.Id, isOrganization: false, caller, ct), p.ToFilter(options.Value, caller), caller, ct);
}
