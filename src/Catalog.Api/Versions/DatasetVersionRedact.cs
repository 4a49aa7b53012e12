using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Versions;
using OpenData.Core.Versions.Editing;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_redact", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Overwrite cells in all versions of a table: personal data that should never have been published. Cached exports go, and original files that held the value; versions that showed it "
        + "are marked with their hash before. Cannot be undone. For admins of the organization.")]
internal sealed class DatasetVersionRedact(Redaction redaction, VersionStore versions, PackageAccess access) : CkanAction<DatasetVersionRedact.Parameters, DatasetVersionRedact.Result>
{
    private const int MostCells = 1_000;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The id of the resource.")]
        public required string ResourceId { get; init; }

        [Parameter("Which cells: a list of objects with _id, the row's number, and field.")]
        public required JsonNode Cells { get; init; }

        [Parameter("What stands there from now on, in columns of text; default: nothing.", MaxLength = 1_000)]
        public string? Replacement { get; init; }

        [Parameter("Why, for the log; not the value: an object of language (el, en) and text, or one text.")]
        public required JsonNode Reason { get; init; }

        [Parameter("A version whose table is meant, where the table was made again since; default: the current one.")]
        public string? Version { get; init; }
    }

    internal sealed record Result(Guid ResourceId, IReadOnlyList<int> Versions, IReadOnlyList<string> FilesRemoved, IReadOnlyList<string> FilesKept);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireOverseeAsync(p.Id, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireOverseeAsync(p.Id, caller, ct);
        var cells = ReadCells(p.Cells);
        var reason = SpokenText.Read("reason", p.Reason);
        var bounds = await versions.FindBoundsAsync(package.Id, VersionRequest.Parse(p.Version, null), ct);
        var at = bounds.FirstOrDefault(bound => bound.ResourceId.ToString() == p.ResourceId) ?? throw new ValidationException("resource_id", "The dataset has no table of that resource");
        var done = await redaction.RedactAsync(at, cells, p.Replacement, JsonSerializer.SerializeToNode(reason, CkanJson.Options)!, caller.UserId, ct);
        return new Result(at.ResourceId, done.Versions, done.RemovedFiles, done.KeptFiles);
    }

    private static IReadOnlyList<RedactedCell> ReadCells(JsonNode value)
    {
        var list = value.GetValueKind() == JsonValueKind.String && JsonBody.TryParse(System.Text.Encoding.UTF8.GetBytes(value.GetValue<string>()), out var read) ? read as JsonArray : value as JsonArray;
        if (list is not { Count: > 0 and <= MostCells })
            throw new ValidationException("cells", $"Must be a list of 1 to {MostCells} objects with _id and field");
        return [.. list.Select(item => item is JsonObject cell && cell["_id"]?.GetValueKind() == JsonValueKind.Number && long.TryParse(cell["_id"]!.ToJsonString(), out var id)
            && cell["field"]?.GetValueKind() == JsonValueKind.String
                ? new RedactedCell(id, cell["field"]!.GetValue<string>())
                : throw new ValidationException("cells", $"Must be a list of 1 to {MostCells} objects with _id and field"))];
    }
}
