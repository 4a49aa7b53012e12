using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Hide a group, for its admins; it can be brought back by state active.")]
internal sealed class GroupDelete(OrganizationAccess access, OrganizationEditor editor) : OrganizationDeleting(access, editor)
{
    protected override bool IsOrganization => false;
}
