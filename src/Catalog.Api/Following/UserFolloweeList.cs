using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("user_followee_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the users that a user follows; for the user and sysadmins.")]
internal sealed class UserFolloweeList(FollowObject objects, FollowerStore followers, FolloweeResults results) : FolloweeListing(objects, followers, results)
{
    protected override FollowKind? Kind => FollowKind.User;
}
