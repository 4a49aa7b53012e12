using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>user_follower_count and its like (contract 3.3).</summary>
internal abstract class FollowerCounting(FollowObject objects, FollowerStore followers) : CkanAction<FollowParameters, int>
{
    private Guid _object;

    protected abstract FollowKind Kind { get; }

    protected override async Task AuthorizeAsync(FollowParameters p, Caller caller, CancellationToken ct) => _object = await objects.GetAsync(Kind, p.Id, caller, ct);

    protected override Task<int> RunAsync(FollowParameters p, Caller caller, CancellationToken ct) => followers.CountFollowersAsync(_object, ct);
}
