using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_update", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.ImagePart, Summary = "Replace an organization, for its admins: members and parents that are not sent are removed, other keys stay. Returns it with its datasets.")]
internal sealed class OrganizationUpdate(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details, ImageUploads images)
    : OrganizationUpdating(organizations, access, editor, details, images)
{
    protected override bool IsOrganization => true;

    protected override bool ReplacesMembers => true;
}
