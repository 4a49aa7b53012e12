using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("group_follower_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the users who follow a group; for sysadmins.")]
internal sealed class GroupFollowerList(FollowObject objects, FollowerStore followers, ISiteAddress site) : FollowerListing(objects, followers, site)
{
    protected override FollowKind Kind => FollowKind.Group;
}
