using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("followee_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what a user follows, each with its type; for the user and sysadmins.")]
internal sealed class FolloweeList(FollowObject objects, FollowerStore followers, FolloweeResults results) : FolloweeListing(objects, followers, results)
{
    protected override FollowKind? Kind => null;
}
