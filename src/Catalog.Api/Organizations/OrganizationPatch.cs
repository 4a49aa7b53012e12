using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_patch", Effect.Write, MinimumCaller.Anonymous, Summary = "Change the keys that are sent of an organization, for its admins; a list that is sent replaces the stored one. Returns it with its datasets.")]
internal sealed class OrganizationPatch(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details)
    : OrganizationUpdating(organizations, access, editor, details)
{
    protected override bool IsOrganization => true;

    protected override bool ReplacesMembers => false;
}
