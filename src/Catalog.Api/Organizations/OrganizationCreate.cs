using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Make an organization, for users where the site lets them; the caller becomes its admin. Returns it as organization_show does.")]
internal sealed class OrganizationCreate(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details)
    : OrganizationCreating(organizations, access, editor, details)
{
    protected override bool IsOrganization => true;
}
