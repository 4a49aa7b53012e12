using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>unfollow_user, unfollow_dataset, unfollow_group (contract 3.7).</summary>
internal abstract class Unfollowing(FollowObject objects, FollowerStore followers) : CkanAction<FollowParameters, object?>
{
    private Guid _object;

    protected abstract FollowKind Kind { get; }

    protected override async Task AuthorizeAsync(FollowParameters p, Caller caller, CancellationToken ct)
    {
        FollowRights.RequireUser(Kind, caller);
        _object = await objects.GetAsync(Kind, p.Id, caller, ct);
    }

    protected override async Task<object?> RunAsync(FollowParameters p, Caller caller, CancellationToken ct) =>
        await followers.UnfollowAsync(caller.UserId!.Value, _object, ct) ? null : throw new NotFoundException($"You are not following {p.Id}.");
}
