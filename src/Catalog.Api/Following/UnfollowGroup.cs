using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("unfollow_group", Effect.Write, MinimumCaller.Anonymous, Summary = "No longer follow a group or an organization.")]
internal sealed class UnfollowGroup(FollowObject objects, FollowerStore followers) : Unfollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.Group;
}
