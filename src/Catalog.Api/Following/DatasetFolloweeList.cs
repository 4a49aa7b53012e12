using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("dataset_followee_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the datasets that a user follows; for the user and sysadmins.")]
internal sealed class DatasetFolloweeList(FollowObject objects, FollowerStore followers, FolloweeResults results) : FolloweeListing(objects, followers, results)
{
    protected override FollowKind? Kind => FollowKind.Dataset;
}
