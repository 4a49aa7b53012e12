using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>am_following_user, am_following_dataset, am_following_group (contract 3.3).</summary>
internal abstract class AmFollowing(FollowObject objects, FollowerStore followers) : CkanAction<FollowParameters, bool>
{
    private Guid _object;

    protected abstract FollowKind Kind { get; }

    protected override async Task AuthorizeAsync(FollowParameters p, Caller caller, CancellationToken ct)
    {
        if (caller.IsAnonymous)
            throw new NotAuthorizedException();
        _object = await objects.GetAsync(Kind, p.Id, caller, ct);
    }

    protected override Task<bool> RunAsync(FollowParameters p, Caller caller, CancellationToken ct) => followers.IsFollowingAsync(caller.UserId!.Value, _object, ct);
}
