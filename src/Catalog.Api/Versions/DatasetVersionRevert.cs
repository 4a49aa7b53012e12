using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Versions.Editing;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_revert", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Publish a new version with the rows, the columns and the day of an old one. What was published in between stays as it is.")]
internal sealed class DatasetVersionRevert(Reversion reversion, VersionResults results, PackageAccess access) : CkanAction<DatasetVersionRevert.Parameters, VersionResult>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The number of the version whose content comes back.", Min = 1)]
        public required int Version { get; init; }

        [Parameter("What people read about the new version: an object of language (el, en) and text, or one text.")]
        public JsonNode? Notes { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override async Task<VersionResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireEditAsync(p.Id, caller, ct);
        var notes = p.Notes is null ? new Dictionary<string, string>() : SpokenText.Read("notes", p.Notes);
        return await results.GetAsync(package, await reversion.RevertAsync(package.Id, p.Version, notes, caller.UserId, ct), ct);
    }
}
