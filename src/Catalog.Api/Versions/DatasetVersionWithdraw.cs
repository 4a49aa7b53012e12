using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Versions.Editing;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_withdraw", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Take a version of a dataset away at once: whoever asks for it is told when and why. If it was the current one, the one that holds without it is shown from now on; later versions go on counting.")]
internal sealed class DatasetVersionWithdraw(Withdrawal withdrawal, VersionResults results, PackageAccess access) : CkanAction<DatasetVersionWithdraw.Parameters, VersionResult>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The number of the version.", Min = 1)]
        public required int Version { get; init; }

        [Parameter("Why, for everybody to read: an object of language (el, en) and text, or one text.")]
        public required JsonNode Reason { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override async Task<VersionResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireEditAsync(p.Id, caller, ct);
        await withdrawal.WithdrawAsync(package.Id, p.Version, SpokenText.Read("reason", p.Reason), caller.UserId, ct);
        return await results.GetAsync(package, p.Version, ct);
    }
}
