using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a group; with include_datasets its ten newest datasets.")]
internal sealed class GroupShow(OrganizationStore organizations, OrganizationAccess access, OrganizationDetails details)
    : OrganizationShowing(organizations, access, details)
{
    protected override bool IsOrganization => false;
}
