using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_update", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.ImagePart, Summary = "Replace a group, for its admins: members and parents that are not sent are removed, other keys stay. Returns it with its datasets.")]
internal sealed class GroupUpdate(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details, ImageUploads images)
    : OrganizationUpdating(organizations, access, editor, details, images)
{
    protected override bool IsOrganization => false;

    protected override bool ReplacesMembers => true;
}
