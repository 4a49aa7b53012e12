using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("unfollow_dataset", Effect.Write, MinimumCaller.Anonymous, Summary = "No longer follow a dataset.")]
internal sealed class UnfollowDataset(FollowObject objects, FollowerStore followers) : Unfollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.Dataset;
}
