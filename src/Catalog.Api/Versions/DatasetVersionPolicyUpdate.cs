using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Versions;
using OpenData.Core.Versions.Editing;

namespace Catalog.Api.Versions;

[CkanAction("dataset_version_policy_update", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Say what a dataset wants of its versions; what is not named is as the site has it. With versioning=daily the writes by API of a day are one version: readers see each write at once, and "
        + "the earlier ones of the day can be read by their number for two days. With keep_last or keep_days older versions expire by themselves, tagged ones and the current one never. For admins of the organization.")]
internal sealed class DatasetVersionPolicyUpdate(VersionPolicies policies, PackageAccess access, IOptions<VersionOptions> options)
    : CkanAction<DatasetVersionPolicyUpdate.Parameters, DatasetVersionPolicyShow.Result>
{
    private static readonly string[] Ways = ["each", "daily"];

    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("each: every write by API is a version. daily: those of a day are one.")]
        public string Versioning { get; init; } = "each";

        [Parameter("Where days begin and end, a name of the tz database. Default: that of the site.")]
        public string? Timezone { get; init; }

        [Parameter("The last so many published versions stay, older ones expire.", Min = 1)]
        public int? KeepLast { get; init; }

        [Parameter("Versions published in the last so many days stay, older ones expire.", Min = 0)]
        public int? KeepDays { get; init; }

        [Parameter("The last version of each year stays.")]
        public bool KeepYearly { get; init; }

        [Parameter("All versions stay, also where the site lets them expire.")]
        public bool KeepAll { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireOverseeAsync(p.Id, caller, ct);

    protected override async Task<DatasetVersionPolicyShow.Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (!Ways.Contains(p.Versioning, StringComparer.Ordinal))
            throw new ValidationException("versioning", $"Value must be one of {PythonText.Of(Ways)}");
        var package = await access.RequireOverseeAsync(p.Id, caller, ct);
        var policy = new VersionPolicy
        {
            IsDaily = p.Versioning == "daily",
            TimeZone = string.IsNullOrEmpty(p.Timezone) ? options.Value.TimeZone : p.Timezone,
            KeepLast = p.KeepLast,
            KeepDays = p.KeepDays,
            KeepYearly = p.KeepYearly,
            KeepAll = p.KeepAll,
        };
        await policies.SetAsync(package.Id, policy, caller.UserId, ct);
        return DatasetVersionPolicyShow.Result.Of(package.Id, await policies.FindAsync(package.Id, ct));
    }
}
