using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("am_following_user", Effect.Read, MinimumCaller.Anonymous, Summary = "Return whether the caller follows a user.")]
internal sealed class AmFollowingUser(FollowObject objects, FollowerStore followers) : AmFollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.User;
}
