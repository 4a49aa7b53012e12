using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("organization_member_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Make a user a member of an organization, or change the role of one; for its admins. Returns the membership.")]
internal sealed class OrganizationMemberCreate(OrganizationAccess access, MemberAccess rights, MemberStore members) : MemberCreating(access, rights, members)
{
    protected override bool IsOrganization => true;
}
