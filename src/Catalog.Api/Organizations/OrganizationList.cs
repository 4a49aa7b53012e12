using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the names of the organizations, or all of their fields.")]
internal sealed class OrganizationList(OrganizationStore organizations, OrganizationDetails details)
    : OrganizationListing<OrganizationList.Parameters>(organizations, details)
{
    public sealed record Parameters : OrganizationListParameters
    {
        [Parameter("Only organizations of these names.")]
        public IReadOnlyList<string>? Organizations { get; init; }
    }

    protected override bool IsOrganization => true;

    protected override IReadOnlyList<string>? Names(Parameters p) => p.Organizations is { Count: > 0 } ? p.Organizations : null;
}
