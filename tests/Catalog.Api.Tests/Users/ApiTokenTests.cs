using System.Text.Json.Nodes;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>api_token_create, api_token_list, api_token_revoke (contract 2.8, 3.7): shown once, listed without the secret, ended for good.</summary>
public sealed class ApiTokenTests(CatalogSite site)
{
    [Fact]
    public async Task The_list_tells_everything_but_the_token()
    {
        var user = await site.HasUserAsync();
        var token = await MakeAsync(user, "harvester");
        var listed = (await site.ResultAsync($"api_token_list?user_id={user.Name}", user.Token)).AsArray();
        var one = listed.Single(found => (string)found!["name"]! == "harvester")!.AsObject();

        Assert.Equal(["created_at", "id", "last_access", "name", "user_id"], one.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", (string)one["id"]!);
        Assert.Equal(user.Id, (string)one["user_id"]!);
        Assert.Null(one["last_access"]);
        Assert.DoesNotContain(token, listed.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(listed.Count, (await site.ResultAsync($"api_token_list?user={user.Id}", user.Token)).AsArray().Count);
    }

    [Fact]
    public async Task Last_access_is_written_at_most_once_a_minute()
    {
        var user = await site.HasUserAsync();
        await site.ResultAsync("user_show", user.Token);
        var first = await LastAccessAsync(user);
        await site.ResultAsync("user_show", user.Token);
        var second = await LastAccessAsync(user);
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
            await connection.ExecuteAsync("update catalog.api_token set last_access = last_access - interval '61 seconds' where user_id = @Id::uuid", user);
        await site.ResultAsync("user_show", user.Token);
        var third = await LastAccessAsync(user);

        Assert.NotNull(first);
        Assert.Equal(first, second);
        Assert.True(string.CompareOrdinal(third, first) > 0, $"{first} {third}");
        Assert.NotNull((string?)(await site.ResultAsync("user_show", user.Token))["last_active"]);
    }

    [Fact]
    public async Task A_revoked_token_is_anonymous_at_once_and_cannot_be_revoked_twice()
    {
        var user = await site.HasUserAsync();
        var (byToken, byId) = (await MakeAsync(user, "a"), await MakeAsync(user, "b"));
        var jti = (string)(await site.ResultAsync($"api_token_list?user_id={user.Name}", user.Token)).AsArray().Single(found => (string)found!["name"]! == "b")!["id"]!;
        Assert.Equal(200, (await site.GetAsync("user_show", byToken)).Status);

        await site.MakeAsync("api_token_revoke", new JsonObject { ["token"] = byToken }, user.Token);
        await site.MakeAsync("api_token_revoke", new JsonObject { ["jti"] = jti }, byId);

        Assert.Equal((404, 404), ((await site.GetAsync("user_show", byToken)).Status, (await site.GetAsync("user_show", byId)).Status));
        Assert.Equal((403, "Access denied"), await site.TryAsync("api_token_revoke", new JsonObject { ["jti"] = jti }, user.Token));
        Assert.Equal(200, (await site.TryAsync("api_token_revoke", new JsonObject { ["jti"] = jti }, site.Site.Token)).Status);
        Assert.Single((await site.ResultAsync($"api_token_list?user_id={user.Name}", user.Token)).AsArray());
        Assert.Equal((409, """{"token":["Missing value"]}"""), await site.TryAsync("api_token_revoke", [], user.Token));
    }

    [Fact]
    public async Task Nobody_ends_the_token_of_another()
    {
        var (owner, other) = (await site.HasUserAsync(), await site.HasUserAsync());
        var token = await MakeAsync(owner, "a");

        Assert.Equal((403, "Access denied"), await site.TryAsync("api_token_revoke", new JsonObject { ["token"] = token }, other.Token));
        Assert.Equal(200, (await site.GetAsync("user_show", token)).Status);
    }

    [Fact]
    public async Task A_token_with_a_lifetime_ends_by_itself()
    {
        var user = await site.HasUserAsync();
        var token = (string)(await site.MakeAsync("api_token_create", new JsonObject { ["user"] = user.Name, ["name"] = "short", ["expires_in"] = 2, ["unit"] = 3600 }, user.Token))["token"]!;
        Assert.Equal(200, (await site.GetAsync("user_show", token)).Status);

        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            Assert.True(await connection.QuerySingleAsync<bool>("select expires_at - created_at = interval '2 hours' from catalog.api_token where name = 'short' and user_id = @Id::uuid", user));
            await connection.ExecuteAsync("update catalog.api_token set expires_at = now() where name = 'short' and user_id = @Id::uuid", user);
        }

        Assert.Equal(404, (await site.GetAsync("user_show", token)).Status);
        Assert.DoesNotContain("short", (await site.ResultAsync($"api_token_list?user_id={user.Name}", user.Token)).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"expires_in":-1}""", """{"expires_in":["Must be a natural number"]}""")]
    [InlineData("""{"expires_in":1,"unit":0}""", """{"unit":["Must be a positive integer"]}""")]
    [InlineData("""{"expires_in":9223372036854775807,"unit":9223372036854775807}""", """{"expires_in":["Must be at most 315576000 seconds"]}""")]
    public async Task A_lifetime_that_is_none_is_refused(string body, string error)
    {
        var request = JsonNode.Parse(body)!.AsObject();
        (request["user"], request["name"]) = ("admin", "x");

        Assert.Equal((409, error), await site.TryAsync("api_token_create", request, site.Site.Token));
    }

    private async Task<string> MakeAsync(Person user, string name) =>
        (string)(await site.MakeAsync("api_token_create", new JsonObject { ["user"] = user.Name, ["name"] = name }, user.Token))["token"]!;

    private async Task<string?> LastAccessAsync(Person user) =>
        (string?)(await site.ResultAsync($"api_token_list?user_id={user.Name}", site.Site.Token))[0]!["last_access"];
}
