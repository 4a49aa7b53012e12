using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_member_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Take a user out of an organization, for its admins; nothing happens when it is no member.")]
internal sealed class OrganizationMemberDelete(OrganizationAccess access, MemberAccess rights, MemberStore members) : MemberDeleting(access, rights, members)
{
    protected override bool IsOrganization => true;
}
