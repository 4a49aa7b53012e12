using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_purge", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Remove a group for good; its datasets stay.")]
internal sealed class GroupPurge(OrganizationAccess access, OrganizationEditor editor) : OrganizationPurging(access, editor)
{
    protected override bool IsOrganization => false;
}
