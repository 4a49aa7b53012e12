using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("follow_dataset", Effect.Write, MinimumCaller.Anonymous, Summary = "Follow a dataset. Returns who follows what since when.")]
internal sealed class FollowDataset(FollowObject objects, FollowerStore followers) : BeginFollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.Dataset;
}
