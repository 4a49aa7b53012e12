using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>follow_user, follow_dataset, follow_group (contract 3.5). Repeating is no error.</summary>
internal abstract class BeginFollowing(FollowObject objects, FollowerStore followers) : CkanAction<FollowParameters, Follower>
{
    private Guid _object;

    protected abstract FollowKind Kind { get; }

    protected override async Task AuthorizeAsync(FollowParameters p, Caller caller, CancellationToken ct)
    {
        FollowRights.RequireUser(Kind, caller);
        _object = await objects.GetAsync(Kind, p.Id, caller, ct);
    }

    protected override Task<Follower> RunAsync(FollowParameters p, Caller caller, CancellationToken ct) => _object == caller.UserId
        ? throw new ValidationException(new Dictionary<string, object> { ["message"] = "You cannot follow yourself" })
        : followers.FollowAsync(caller.UserId!.Value, FollowRights.Type(Kind), _object, ct);
}
