using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_diff", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return what differs between two versions of a dataset: a summary for each resource, then the rows with before and after.")]
internal sealed class DatasetVersionDiff(VersionStore versions, DifferenceReader reader, PackageAccess access) : CkanAction<DatasetVersionDiff.Parameters, DiffResult>
{
    private const int MostRows = 32_000;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The version to start from; default: the one before \"to\"; 0: nothing.", Min = 0)]
        public int? From { get; init; }

        [Parameter("The version to end at; default: the current one.", Min = 0)]
        public int? To { get; init; }

        [Parameter("Only this resource, by id or name.")]
        public string? ResourceId { get; init; }

        [Parameter("Most rows to return; larger numbers are cut to 32000.", Min = 0)]
        public int Limit { get; init; } = 100;

        [Parameter("Rows to leave out at the beginning.", Min = 0)]
        public long Offset { get; init; }
    }

    /// <summary>Between versions that are far apart any row may differ.</summary>
    public override bool IsHeavy(JsonObject raw) => true;

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<DiffResult> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireReadAsync(p.Id, caller, ct);
        var to = p.To ?? package.CurrentVersion;
        var from = p.From ?? await versions.FindListedBeforeAsync(package.Id, to, ct);
        var before = await BoundsAsync(package.Id, from, "from", ct);
        var after = await BoundsAsync(package.Id, to, "to", ct);

        var parts = new List<DiffPart>();
        foreach (var resource in after.Concat(before).DistinctBy(bound => bound.ResourceId).Where(bound => Wanted(bound, p.ResourceId)))
        {
            var (old, fresh) = (Of(before, resource), Of(after, resource));
            parts.Add(new DiffPart(resource, old, fresh, await reader.CountAsync(old, fresh, ct)));
        }

        if (p.ResourceId is not null && parts.Count == 0)
            throw new NotFoundException("Resource was not found.");
        return new DiffResult { Reader = reader, Package = package, From = from, To = to, Parts = parts, Limit = Math.Min(p.Limit, MostRows), Offset = p.Offset };
    }

    /// <summary>Version 0 is the empty beginning.</summary>
    private async Task<IReadOnlyList<VersionBound>> BoundsAsync(Guid packageId, int version, string parameter, CancellationToken ct)
    {
        if (version == 0)
            return [];
        if (await versions.ResolveAsync(packageId, new VersionRequest(version, null), ct) is null)
            throw new ValidationException(parameter, string.Create(CultureInfo.InvariantCulture, $"There is no version {version}"));
        return await versions.FindBoundsAsync(packageId, new VersionRequest(version, null), ct);
    }

    private static bool Wanted(VersionBound bound, string? idOrName) => idOrName is null || bound.ResourceId.ToString() == idOrName || bound.ResourceName == idOrName;

    private static VersionBound? Of(IReadOnlyList<VersionBound> bounds, VersionBound resource) => bounds.FirstOrDefault(bound => bound.ResourceId == resource.ResourceId);
}
