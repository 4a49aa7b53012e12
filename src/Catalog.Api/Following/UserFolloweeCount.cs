using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("user_followee_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many users a user follows.")]
internal sealed class UserFolloweeCount(FollowObject objects, FollowerStore followers) : FolloweeCounting(objects, followers)
{
    protected override FollowKind? Kind => FollowKind.User;
}
