using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace Catalog.Api.Activities;

[CkanAction("activity_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return an activity: who did what to which object, when, and the object as it was afterwards.")]
internal sealed class ActivityShow(ActivityReader reader) : CkanAction<ActivityShow.Parameters, Activity>
{
    public sealed record Parameters
    {
        [Parameter("The id of the activity.")]
        public required string Id { get; init; }

        [Parameter("Asks for the object as it was, which those who may edit it get; others are denied.")]
        public bool IncludeData { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => FindAsync(p, caller, ct);

    protected override Task<Activity> RunAsync(Parameters p, Caller caller, CancellationToken ct) => FindAsync(p, caller, ct);

    private Task<Activity> FindAsync(Parameters p, Caller caller, CancellationToken ct) =>
        p.IncludeData ? reader.RequireDetailAsync(p.Id, caller, ct) : reader.RequireReadAsync(p.Id, caller, ct);
}
