using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("dataset_followee_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many datasets a user follows.")]
internal sealed class DatasetFolloweeCount(FollowObject objects, FollowerStore followers) : FolloweeCounting(objects, followers)
{
    protected override FollowKind? Kind => FollowKind.Dataset;
}
