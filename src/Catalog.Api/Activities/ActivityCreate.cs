using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

[CkanAction("activity_create", Effect.Write, MinimumCaller.Sysadmin, Summary = "Write an activity by hand, as imports do.")]
internal sealed class ActivityCreate(ActivityStore activities, ActivitySubjects subjects, TimeProvider clock) : CkanAction<ActivityCreate.Parameters, Activity>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the user who did it.")]
        public required string UserId { get; init; }

        [Parameter("The id of the dataset, group, organization, user or view that it was done to.")]
        public required string ObjectId { get; init; }

        [Parameter("What was done, such as changed package.")]
        public required string ActivityType { get; init; }

        [Parameter("The object as it was afterwards: an object with package or group in it.")]
        public JsonNode? Data { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<Activity> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (!ActivityTypes.All.Contains(p.ActivityType))
            errors.Add("activity_type", "Not found: Activity type");
        if (!Guid.TryParseExact(p.ObjectId, "D", out var objectId))
            errors.Add("object_id", "Invalid id provided");
        if (p.Data is not (null or JsonObject))
            errors.Add("data", "Must be an object");
        var user = await subjects.FindUserAsync(p.UserId, ct);
        if (user is null)
            errors.Add("user_id", "Not found: User");
        errors.ThrowIfAny();
        var id = await activities.CreateAsync(user!.Value, objectId, p.ActivityType, p.Data?.ToJsonString(), Clock.Microseconds(clock.GetUtcNow()), ct)
            ?? throw new ValidationException("object_id", "Not found: object");
        return (await activities.FindAsync(id.ToString(), caller, ct))!.Value.Activity;
    }
}
