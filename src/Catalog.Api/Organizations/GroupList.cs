using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the names of the groups, or all of their fields.")]
internal sealed class GroupList(OrganizationStore organizations, OrganizationDetails details)
    : OrganizationListing<GroupList.Parameters>(organizations, details)
{
    public sealed record Parameters : OrganizationListParameters
    {
        [Parameter("Only groups of these names.")]
        public IReadOnlyList<string>? Groups { get; init; }
    }

    protected override bool IsOrganization => false;

    protected override IReadOnlyList<string>? Names(Parameters p) => p.Groups is { Count: > 0 } ? p.Groups : null;
}
