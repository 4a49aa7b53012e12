using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Versions.Editing;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_policy_show", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return what a dataset wants of its versions: each write one, or those of a day one; which of them stay. Without keep_last and keep_days the site decides what stays.")]
internal sealed class DatasetVersionPolicyShow(VersionPolicies policies, PackageAccess access) : CkanAction<DatasetVersionPolicyShow.Parameters, DatasetVersionPolicyShow.Result>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }
    }

    internal sealed record Result(Guid Id, string Versioning, string Timezone, int? KeepLast, int? KeepDays, bool KeepYearly, bool KeepAll)
    {
        public static Result Of(Guid id, VersionPolicy policy) =>
            new(id, policy.IsDaily ? "daily" : "each", policy.TimeZone, policy.KeepLast, policy.KeepDays, policy.KeepYearly, policy.KeepAll);
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireReadAsync(p.Id, caller, ct);
        return Result.Of(package.Id, await policies.FindAsync(package.Id, ct));
    }
}
