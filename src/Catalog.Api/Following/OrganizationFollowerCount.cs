using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("organization_follower_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many users follow an organization.")]
internal sealed class OrganizationFollowerCount(FollowObject objects, FollowerStore followers) : FollowerCounting(objects, followers)
{
    protected override FollowKind Kind => FollowKind.Organization;
}
