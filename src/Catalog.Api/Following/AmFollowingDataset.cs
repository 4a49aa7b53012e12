using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("am_following_dataset", Effect.Read, MinimumCaller.Anonymous, Summary = "Return whether the caller follows a dataset.")]
internal sealed class AmFollowingDataset(FollowObject objects, FollowerStore followers) : AmFollowing(objects, followers)
{
    protected override FollowKind Kind => FollowKind.Dataset;
}
