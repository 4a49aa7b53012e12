using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("user_follower_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many users follow a user.")]
internal sealed class UserFollowerCount(FollowObject objects, FollowerStore followers) : FollowerCounting(objects, followers)
{
    protected override FollowKind Kind => FollowKind.User;
}
