using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace OpenData.Core.Users;

/// <summary>Who may see and change user accounts (contract 2.7, 2.12); texts are those of contract 1.7.</summary>
public sealed class UserAccess(IOptions<AuthOptions> options)
{
    /// <summary>Whether the caller may know who the users are at all.</summary>
    public bool MaySeeUsers(Caller caller) => options.Value.PublicUserDetails || !caller.IsAnonymous;

    /// <exception cref="NotAuthorizedException">The site shows its users to users only.</exception>
    public void RequireSeeUsers(Caller caller)
    {
        if (!MaySeeUsers(caller))
            throw new NotAuthorizedException("Not authorized");
    }

    /// <exception cref="NotAuthorizedException">Neither a sysadmin nor, where the site allows it, anybody.</exception>
    public void RequireCreate(Caller caller)
    {
        if (!caller.IsSysadmin && !options.Value.CreateUserViaApi)
            throw new NotAuthorizedException($"User {caller.Name} not authorized to create users via the API");
    }

    /// <exception cref="NotAuthorizedException">Neither the account's owner nor a sysadmin.</exception>
    public static void RequireEdit(User user, Caller caller)
    {
        if (caller.IsAnonymous)
            throw new NotAuthorizedException("Have to be logged in to edit user");
        if (!IsSelfOrSysadmin(user.Id, caller))
            throw new NotAuthorizedException($"User {caller.Name} not authorized to edit user {user.Id}");
    }

    /// <exception cref="NotAuthorizedException">Neither the account's owner nor a sysadmin.</exception>
    public static void RequireSelf(User user, Caller caller)
    {
        if (!IsSelfOrSysadmin(user.Id, caller))
            throw new NotAuthorizedException();
    }

    public static bool IsSelfOrSysadmin(Guid userId, Caller caller) => caller.IsSysadmin || caller.UserId == userId;
}
