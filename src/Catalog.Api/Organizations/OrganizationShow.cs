using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return an organization; with include_datasets its ten newest datasets.")]
internal sealed class OrganizationShow(OrganizationStore organizations, OrganizationAccess access, OrganizationDetails details)
    : OrganizationShowing(organizations, access, details)
{
    protected override bool IsOrganization => true;
}
