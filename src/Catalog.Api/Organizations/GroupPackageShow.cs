using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;

namespace Catalog.Api.Organizations;

[CkanAction("group_package_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the datasets of a group that the caller may read, the last modified first; nothing for an organization.")]
internal sealed class GroupPackageShow(OrganizationStore organizations, OrganizationAccess access, PackageStore packages)
    : CkanAction<GroupPackageShow.Parameters, IReadOnlyList<Package>>
{
    private const long Most = 1000;

    private OrganizationIdentity _group = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the group.")]
        public required string Id { get; init; }

        [Parameter("At most this many, up to 1000.", Min = 0)]
        public long Limit { get; init; } = 10;
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) =>
        _group = await access.RequireReadAsync(p.Id, isOrganization: null, caller, ct);

    protected override async Task<IReadOnlyList<Package>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (_group.IsOrganization)
            return [];
        return await packages.ListAsync(await organizations.NewestPackagesAsync(_group.Id, isOrganization: false, (int)Math.Min(p.Limit, Most), caller, ct), ct);
    }
}
