using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_patch", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.ImagePart, ObjectName = "Group", Summary = "Change the keys that are sent of an organization, for its admins; a list that is sent replaces the stored one. Returns it with its datasets.")]
internal sealed class OrganizationPatch(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details, ImageUploads images)
    : OrganizationUpdating(organizations, access, editor, details, images)
{
    protected override bool IsOrganization => true;

    protected override bool ReplacesMembers => false;
}
