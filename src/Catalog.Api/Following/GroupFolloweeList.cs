using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("group_followee_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the groups that a user follows; for the user and sysadmins.")]
internal sealed class GroupFolloweeList(FollowObject objects, FollowerStore followers, FolloweeResults results) : FolloweeListing(objects, followers, results)
{
    protected override FollowKind? Kind => FollowKind.Group;
}
