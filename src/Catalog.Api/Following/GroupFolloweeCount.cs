using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("group_followee_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many groups a user follows.")]
internal sealed class GroupFolloweeCount(FollowObject objects, FollowerStore followers) : FolloweeCounting(objects, followers)
{
    protected override FollowKind? Kind => FollowKind.Group;
}
