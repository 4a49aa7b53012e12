using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>user_create and api_token_create (contract 2.7, 3.5).</summary>
public sealed class UserCreateTests(CatalogSite site)
{
    private static readonly string[] Keys =
    [
        "about", "activity_streams_email_notifications", "apikey", "created", "display_name", "email", "email_hash", "fullname", "id", "image_display_url", "image_url",
        "last_active", "name", "number_created_packages", "state", "sysadmin",
    ];

    [Fact]
    public async Task A_new_user_is_shown_with_its_address_and_never_with_its_password()
    {
        var name = People.NewName("user");
        var made = (await site.MakeAsync("user_create", new JsonObject { ["name"] = name, ["email"] = $"{name}@Example.org", ["password"] = "correct horse", ["fullname"] = "Α Β" })).AsObject();

        Assert.Equal(Keys, made.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal((name, "Α Β", "Α Β", $"{name}@Example.org", false, "active"),
            ((string)made["name"]!, (string)made["fullname"]!, (string)made["display_name"]!, (string)made["email"]!, (bool)made["sysadmin"]!, (string)made["state"]!));
        Assert.Matches("^[0-9a-f]{32}$", (string)made["email_hash"]!);
        Assert.DoesNotContain("horse", made.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", """{"email":["Missing value"],"name":["Missing value"],"password":["Missing value"]}""")]
    [InlineData("""{"name":"Bad Name!","email":"nomail","password":"x"}""", """{"name":["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"],"email":["Email nomail is not a valid format"],"password":["Your password must be 8 characters or longer"]}""")]
    [InlineData("""{"name":"admin","email":"x@example.org","password":"correct horse"}""", """{"name":["That login name is not available."]}""")]
    [InlineData("""{"name":"id-user","email":"x@example.org","password":"correct horse","id":"x"}""", """{"id":["Invalid id provided"]}""")]
    public async Task What_is_wrong_is_said_by_field(string body, string error) =>
        Assert.Equal((409, error), await site.TryAsync("user_create", JsonNode.Parse(body)!.AsObject(), site.Site.Token));

    [Fact]
    public async Task An_address_belongs_to_one_user_in_whatever_case()
    {
        var user = await site.HasUserAsync();
        var address = $"{user.Name.ToUpperInvariant()}@example.org";

        Assert.Equal((409, $$"""{"email":["The email address '{{address}}' belongs to a registered user."]}"""),
            await site.TryAsync("user_create", new JsonObject { ["name"] = People.NewName("user"), ["email"] = address, ["password"] = "correct horse" }, site.Site.Token));
    }

    [Fact]
    public async Task A_token_acts_as_its_user()
    {
        var user = await site.HasUserAsync();
        var token = (string)(await site.MakeAsync("api_token_create", new JsonObject { ["user"] = user.Id, ["name"] = "mine" }, user.Token))["token"]!;

        Assert.Equal(user.Name, (string)(await site.MakeAsync("organization_create", new JsonObject { ["name"] = People.NewName("org") }, token))["users"]![0]!["name"]!);
        Assert.Equal((403, "Access denied"), await site.TryAsync("api_token_create", new JsonObject { ["user"] = "admin", ["name"] = "x" }, token));
        Assert.Equal((403, "Access denied"), await site.TryAsync("api_token_create", new JsonObject { ["user"] = user.Name, ["name"] = "x" }, null));
        Assert.Equal((404, "Not found: User not found"), await site.TryAsync("api_token_create", new JsonObject { ["user"] = "nobody-at-all", ["name"] = "x" }, site.Site.Token));
        Assert.Equal((409, """{"user":["Missing value"],"name":["Missing value"]}"""), await site.TryAsync("api_token_create", [], null));
    }

    [Fact]
    public async Task Users_are_made_by_sysadmins_only()
    {
        var user = await site.HasUserAsync();

        Assert.Equal((403, $"Access denied: User {user.Name} not authorized to create users via the API"), await site.TryAsync("user_create", [], user.Token));
        Assert.Equal((403, "Access denied: User  not authorized to create users via the API"), await site.TryAsync("user_create", [], null));
    }
}
