using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("group_member_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Make a user a member of a group, or change the role of one; for its admins. Returns the membership.")]
internal sealed class GroupMemberCreate(OrganizationAccess access, MemberAccess rights, MemberStore members) : MemberCreating(access, rights, members)
{
    protected override bool IsOrganization => false;
}
