using Catalog.Api.Actions;
using Catalog.Api.Uploads;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_create", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.ImagePart, Summary = "Make an organization, for users where the site lets them; the caller becomes its admin. Returns it as organization_show does.")]
internal sealed class OrganizationCreate(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details, ImageUploads images)
    : OrganizationCreating(organizations, access, editor, details, images)
{
    protected override bool IsOrganization => true;
}
