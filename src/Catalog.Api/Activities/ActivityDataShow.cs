using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

[CkanAction("activity_data_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the object of an activity as it was then.")]
internal sealed class ActivityDataShow(ActivityReader reader) : CkanAction<ActivityDataShow.Parameters, JsonNode?>
{
    public sealed record Parameters
    {
        [Parameter("The id of the activity.")]
        public required string Id { get; init; }

        [Parameter("package or group: only that part; default: all of it.")]
        public string? ObjectType { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => reader.RequireDetailAsync(p.Id, caller, ct);

    protected override async Task<JsonNode?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var data = (await reader.RequireDetailAsync(p.Id, caller, ct)).Data;
        if (string.IsNullOrEmpty(p.ObjectType))
            return data;
        return (data as JsonObject)?[p.ObjectType] ?? throw new NotFoundException("Could not find the object in the activity data");
    }
}
