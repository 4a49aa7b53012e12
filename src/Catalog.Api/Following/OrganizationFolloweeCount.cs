using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

[CkanAction("organization_followee_count", Effect.Read, MinimumCaller.Anonymous, Summary = "Return how many organizations a user follows.")]
internal sealed class OrganizationFolloweeCount(FollowObject objects, FollowerStore followers) : FolloweeCounting(objects, followers)
{
    protected override FollowKind? Kind => FollowKind.Organization;
}
