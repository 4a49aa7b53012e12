using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>Makes users, organizations and groups through the interface, with names that no other test has.</summary>
internal static class People
{
    private static int _made;

    public static string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref _made)}";

    /// <summary>A user with a token and without a password: hashing one takes a tenth of a second.</summary>
    public static async Task<Person> HasUserAsync(this CatalogSite site, string prefix = "user")
    {
        var name = NewName(prefix);
        var user = await site.MakeAsync("user_create", new JsonObject
        {
            ["name"] = name, ["email"] = $"{name}@example.org", ["password_hash"] = "none", ["with_apitoken"] = true,
        });
        return new Person((string)user["id"]!, name, (string)user["token"]!);
    }

    /// <summary>An organization, or a group, with these members besides the sysadmin who makes it. Returns its id and name.</summary>
    public static async Task<(string Id, string Name)> HasOrganizationAsync(this CatalogSite site, string kind = "organization", params (Person User, string Role)[] members)
    {
        var name = NewName(kind == "organization" ? "org" : "grp");
        var made = await site.MakeAsync($"{kind}_create", new JsonObject
        {
            ["name"] = name, ["users"] = new JsonArray([.. members.Select(member => new JsonObject { ["name"] = member.User.Name, ["capacity"] = member.Role })]),
        });
        return ((string)made["id"]!, name);
    }

    /// <summary>The result of a write that must succeed, by a sysadmin or with another token.</summary>
    public static async Task<JsonNode> MakeAsync(this CatalogSite site, string action, JsonObject body, string? token = null)
    {
        var (status, answer) = await site.PostAsync(action, body.ToJsonString(), token ?? site.Site.Token);
        Assert.True(status == 200, $"{action} {body.ToJsonString()}: {status} {answer.ToJsonString()}");
        return answer["result"]!;
    }

    /// <summary>Status and the error's words: its message, or its fields as JSON.</summary>
    public static async Task<(int Status, string Words)> TryAsync(this CatalogSite site, string action, JsonObject body, string? token)
    {
        var (status, answer) = await site.PostAsync(action, body.ToJsonString(), token);
        if (status == 200)
            return (status, "");
        var error = answer["error"]!.AsObject();
        error.Remove("__type");
        return (status, error["message"] is { } message ? (string)message! : error.ToJsonString(Actions.CleanJson.Options));
    }
}

/// <summary>A user of a test.</summary>
internal sealed record Person(string Id, string Name, string Token);
