using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Hide an organization, for its admins; it can be brought back by state active.")]
internal sealed class OrganizationDelete(OrganizationAccess access, OrganizationEditor editor) : OrganizationDeleting(access, editor)
{
    protected override bool IsOrganization => true;
}
