using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_list_authz", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the groups that the caller may put datasets into.")]
internal sealed class GroupListAuthz(OrganizationStore organizations, OrganizationDetails details) : CkanAction<GroupListAuthz.Parameters, IReadOnlyList<OrganizationResult>>
{
    public sealed record Parameters
    {
        [Parameter("Accepted for CKAN's sake: it has no effect outside its own forms.")]
        public bool AvailableOnly { get; init; }

        [Parameter("For sysadmins too only the groups that they are members of.")]
        public bool AmMember { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<IReadOnlyList<OrganizationResult>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var all = caller.IsSysadmin && !p.AmMember;
        var found = await organizations.ListAsync(new OrganizationQuery { IsOrganization = false, Caller = caller, Limit = long.MaxValue, Ids = all ? null : [.. caller.Roles.Keys] }, ct);
        return [.. found.Select(group => details.Plain(group, OrganizationIncludes.Plain))];
    }
}
