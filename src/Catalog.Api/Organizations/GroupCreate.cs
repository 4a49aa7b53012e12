using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Make a group, for users where the site lets them; the caller becomes its admin. Returns it as group_show does.")]
internal sealed class GroupCreate(OrganizationStore organizations, OrganizationAccess access, OrganizationEditor editor, OrganizationDetails details)
    : OrganizationCreating(organizations, access, editor, details)
{
    protected override bool IsOrganization => false;
}
