using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("am_following_group", Effect.Read, MinimumCaller.Anonymous, Summary = "Return whether the caller follows a group or an organization.")]
internal sealed class AmFollowingGroup(FollowObject objects, FollowerStore followers) : AmFollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.Group;
}
