using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

[CkanAction("activity_diff", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what an activity changed: the difference between its object then and in the activity before.")]
internal sealed class ActivityDiff(ActivityReader reader) : CkanAction<ActivityDiff.Parameters, ActivityDiff.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id of the activity.")]
        public required string Id { get; init; }

        [Parameter("package or group.")]
        public required string ObjectType { get; init; }

        [Parameter("unified, context or html.")]
        public string DiffType { get; init; } = "unified";
    }

    public sealed record Result(string Diff, IReadOnlyList<Activity> Activities);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => reader.RequireDetailAsync(p.Id, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (p.DiffType is not ("unified" or "context" or "html"))
            throw new ValidationException("diff_type", "diff_type not recognized");
        var after = await reader.RequireDetailAsync(p.Id, caller, ct);
        var before = await reader.RequirePreviousAsync(after, caller, ct);
        var difference = LineDifference.Of(Lines(before, p.ObjectType), Lines(after, p.ObjectType));
        return new Result(p.DiffType switch { "unified" => DiffText.Unified(difference), "context" => DiffText.Context(difference), _ => DiffText.Html(difference) }, [before, after]);
    }

    private static IReadOnlyList<string> Lines(Activity activity, string type) =>
        SortedJson.Lines((activity.Data as JsonObject)?[type] ?? throw new NotFoundException("Could not find the object in the activity data"));
}
