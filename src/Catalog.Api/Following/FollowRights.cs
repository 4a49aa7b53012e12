using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Following;

/// <summary>Who may follow, and who may see who follows; texts are those of contract 1.7.</summary>
internal static class FollowRights
{
    /// <exception cref="NotAuthorizedException">Nobody is logged in.</exception>
    public static void RequireUser(FollowKind kind, Caller caller)
    {
        if (caller.IsAnonymous)
            throw new NotAuthorizedException($"You must be logged in to follow {Type(kind)}s");
    }

    /// <summary>The stored type: organizations are groups.</summary>
    public static string Type(FollowKind kind) => kind switch
    {
        FollowKind.User => "user",
        FollowKind.Dataset => "dataset",
        _ => "group",
    };
}
