using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("follow_group", Effect.Write, MinimumCaller.Anonymous, Summary = "Follow a group or an organization. Returns who follows what since when.")]
internal sealed class FollowGroup(FollowObject objects, FollowerStore followers) : BeginFollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.Group;
}
