using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>followee_count and its like: how much a user follows of what the caller may read (contract 3.3).</summary>
internal abstract class FolloweeCounting(FollowObject objects, FollowerStore followers) : CkanAction<FolloweeCounting.Parameters, int>
{
    private Guid _user;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the user.")]
        public required string Id { get; init; }
    }

    /// <summary>Null = everything.</summary>
    protected abstract FollowKind? Kind { get; }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => _user = await objects.GetAsync(FollowKind.User, p.Id, caller, ct);

    protected override async Task<int> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        (await followers.ListFolloweesAsync(_user, FolloweeListing.Type(Kind), null, caller, ct)).Count;
}
