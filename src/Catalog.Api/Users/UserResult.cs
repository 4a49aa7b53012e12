using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Files;
using OpenData.Core.Users;

namespace Catalog.Api.Users;

/// <summary>A user as an action returns it: exactly the keys of contract 2.7 that this caller may see.</summary>
internal static class UserResult
{
    /// <param name="user">As stored.</param>
    /// <param name="caller">Only the user and sysadmins see the address.</param>
    /// <param name="site">Address of the site.</param>
    /// <param name="withEmail">False inside other answers, where nobody sees it.</param>
    public static JsonObject Of(User user, Caller caller, string site, bool withEmail = true)
    {
        var result = new JsonObject
        {
            ["id"] = user.Id,
            ["name"] = user.Name,
            ["fullname"] = user.Fullname,
            ["display_name"] = user.DisplayName,
            ["about"] = user.About,
            ["created"] = Clock.Ckan(user.Created),
            ["last_active"] = user.LastActive is { } time ? Clock.Ckan(time) : null,
            ["state"] = user.State,
            ["sysadmin"] = user.Sysadmin,
            ["activity_streams_email_notifications"] = user.ActivityStreamsEmailNotifications,
            ["image_url"] = user.ImageUrl.Length == 0 ? null : user.ImageUrl,
            ["image_display_url"] = user.ImageUrl.Length == 0 ? null : ImageAddress.Of(user.ImageUrl, "user", site),
            ["email_hash"] = user.EmailHash,
            ["number_created_packages"] = user.NumberCreatedPackages,
        };
        if (user.Capacity is not null)
            result["capacity"] = user.Capacity;
        if (withEmail && UserAccess.IsSelfOrSysadmin(user.Id, caller))
        {
            result["email"] = user.Email;
            result["apikey"] = null;   // CKAN's old keys; nobody has one
        }

        return result;
    }

    public static JsonNode? PluginExtras(User user) => user.PluginExtras is null ? null : JsonNode.Parse(user.PluginExtras);

    public static JsonNode? PasswordHash(User user) => user.PasswordHash is null ? null : JsonSerializer.SerializeToNode(user.PasswordHash);
}
