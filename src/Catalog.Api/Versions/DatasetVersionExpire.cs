using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Versions.Editing;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_expire", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Give up old versions of a dataset for good. They answer 410 with what is left of them, number, label, hash and time; rows that no kept version has are deleted some minutes later. "
        + "For admins of the organization.")]
internal sealed class DatasetVersionExpire(Expiry expiry, PackageAccess access) : CkanAction<DatasetVersionExpire.Parameters, DatasetVersionExpire.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The last so many published versions stay.", Min = 0)]
        public int? KeepLast { get; init; }

        [Parameter("Versions published in the last so many days stay.", Min = 0)]
        public int? KeepDays { get; init; }

        [Parameter("Versions with a tag stay.")]
        public bool KeepTagged { get; init; } = true;

        [Parameter("The last version of each year stays.")]
        public bool KeepYearly { get; init; }

        [Parameter("Only say which versions would go.")]
        public bool DryRun { get; init; }
    }

    internal sealed record Result(Guid Id, bool DryRun, IReadOnlyList<int> Expired);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireOverseeAsync(p.Id, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireOverseeAsync(p.Id, caller, ct);
        var policy = new ExpiryPolicy { KeepLast = p.KeepLast, KeepDays = p.KeepDays, KeepTagged = p.KeepTagged, KeepYearly = p.KeepYearly };
        return new Result(package.Id, p.DryRun, await expiry.ExpireAsync(package.Id, policy, p.DryRun, caller.UserId, ct));
    }
}
