using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_update", Effect.Write, MinimumCaller.Anonymous, Summary = "Replace a group, for its admins: members and parents that are not sent are removed, other keys stay. Returns it with its datasets.")]
internal sealed class GroupUpdate(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details)
    : OrganizationUpdating(organizations, access, editor, details)
{
    protected override bool IsOrganization => false;

    protected override bool ReplacesMembers => true;
}
