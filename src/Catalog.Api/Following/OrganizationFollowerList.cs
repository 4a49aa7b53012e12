using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("organization_follower_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the users who follow an organization; for sysadmins.")]
internal sealed class OrganizationFollowerList(FollowObject objects, FollowerStore followers, ISiteAddress site) : FollowerListing(objects, followers, site)
{
    protected override FollowKind Kind => FollowKind.Organization;
}
