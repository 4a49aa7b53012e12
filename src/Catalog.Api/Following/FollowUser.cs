using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("follow_user", Effect.Write, MinimumCaller.Anonymous, Summary = "Follow a user. Returns who follows what since when.")]
internal sealed class FollowUser(FollowObject objects, FollowerStore followers) : BeginFollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.User;
}
