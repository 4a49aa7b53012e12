using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Users;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>user_follower_list and its like, for sysadmins (contract 3.3).</summary>
internal abstract class FollowerListing(FollowObject objects, FollowerStore followers, ISiteAddress site) : CkanAction<FollowParameters, IReadOnlyList<JsonObject>>
{
    private Guid _object;

    protected abstract FollowKind Kind { get; }

    protected override async Task AuthorizeAsync(FollowParameters p, Caller caller, CancellationToken ct)
    {
        _object = await objects.GetAsync(Kind, p.Id, caller, ct);
        if (!caller.IsSysadmin)
            throw new NotAuthorizedException("Not authorized");
    }

    protected override async Task<IReadOnlyList<JsonObject>> RunAsync(FollowParameters p, Caller caller, CancellationToken ct) =>
        [.. (await followers.ListFollowersAsync(_object, ct)).Select(user => UserResult.Of(user, caller, site.Url, withEmail: false))];
}
