using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;
using OpenData.Core.Users;

namespace Catalog.Api.Following;

/// <summary>What can be followed.</summary>
internal enum FollowKind
{
    User,
    Dataset,
    Group,
    Organization,
}

/// <summary>Finds what is followed, for callers who may read it.</summary>
internal sealed class FollowObject(UserStore users, UserAccess userAccess, PackageAccess packages, OrganizationAccess organizations)
{
    /// <exception cref="ValidationException">There is none: CKAN's follower actions say so as 409 (contract 1.7).</exception>
    /// <exception cref="NotAuthorizedException">The caller may not read it.</exception>
    public async Task<Guid> GetAsync(FollowKind kind, string idOrName, Caller caller, CancellationToken ct)
    {
        try
        {
            return kind switch
            {
                FollowKind.User => await FindUserAsync(idOrName, caller, ct),
                FollowKind.Dataset => (await packages.RequireReadAsync(idOrName, caller, ct)).Id,
                // Organizations are groups to those who follow.
                FollowKind.Group => (await organizations.RequireReadAsync(idOrName, isOrganization: null, caller, ct)).Id,
                _ => (await organizations.RequireReadAsync(idOrName, isOrganization: true, caller, ct)).Id,
            };
        }
        catch (NotFoundException)
        {
            throw new ValidationException("id", $"Not found: {(kind == FollowKind.Organization ? FollowKind.Group : kind)}");
        }
    }

    private async Task<Guid> FindUserAsync(string idOrName, Caller caller, CancellationToken ct)
    {
        userAccess.RequireSeeUsers(caller);
        return await users.FindAsync(idOrName, caller, ct) is { State: "active" } found ? found.Id : throw new NotFoundException();
    }
}

/// <summary>The one parameter of these actions.</summary>
internal sealed record FollowParameters
{
    [Parameter("The id or the name of what is followed.")]
    public required string Id { get; init; }
}
