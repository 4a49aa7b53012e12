using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("organization_activity_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what happened to an organization and its datasets, newest first.")]
internal sealed class OrganizationActivityList(ActivityStore activities, ActivitySubjects subjects, IOptions<ActivityOptions> options) : CkanAction<ActivityOfParameters, IReadOnlyList<Activity>>
{
    protected override Task AuthorizeAsync(ActivityOfParameters p, Caller caller, CancellationToken ct) => subjects.RequireGroupAsync(p.Id, isOrganization: true, caller, ct);

    protected override async Task<IReadOnlyList<Activity>> RunAsync(ActivityOfParameters p, Caller caller, CancellationToken ct) =>
        await activities.ListOfGroupAsync(await subjects.RequireGroupAsync(p.Id, isOrganization: true, caller, ct), p.ToFilter(options.Value, caller), caller, ct);
}
