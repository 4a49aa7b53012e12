using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Versions.Editing;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_tag", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Give a version of a dataset a name of its own, or take it away. Of one dataset a tag names one version; a tagged version can be kept when others expire.")]
internal sealed class DatasetVersionTag(VersionTags tags, VersionResults results, PackageAccess access) : CkanAction<DatasetVersionTag.Parameters, VersionResult>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The number of the version.", Min = 1)]
        public required int Version { get; init; }

        [Parameter("1 to 100 letters, digits, dots, hyphens or underscores; not a number.")]
        public required string Tag { get; init; }

        [Parameter("Take the tag away.")]
        public bool Remove { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override async Task<VersionResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireEditAsync(p.Id, caller, ct);
        await (p.Remove ? tags.RemoveAsync(package.Id, p.Version, p.Tag, caller.UserId, ct) : tags.AddAsync(package.Id, p.Version, p.Tag, caller.UserId, ct));
        return await results.GetAsync(package, p.Version, ct);
    }
}
