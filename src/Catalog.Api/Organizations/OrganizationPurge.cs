using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_purge", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Remove an organization for good; its datasets stay.")]
internal sealed class OrganizationPurge(OrganizationAccess access, OrganizationEditor editor) : OrganizationPurging(access, editor)
{
    protected override bool IsOrganization => true;
}
