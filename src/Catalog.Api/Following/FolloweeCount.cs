using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("followee_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many users, datasets, groups and organizations a user follows.")]
internal sealed class FolloweeCount(FollowObject objects, FollowerStore followers) : FolloweeCounting(objects, followers)
{
    protected override FollowKind? Kind => null;
}
