using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("unfollow_user", Effect.Write, MinimumCaller.Anonymous, Summary = "No longer follow a user.")]
internal sealed class UnfollowUser(FollowObject objects, FollowerStore followers) : Unfollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.User;
}
