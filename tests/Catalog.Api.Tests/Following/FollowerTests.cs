using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Following;

/// <summary>follow, unfollow, followers and followees (contract 2.8, 3.3, 3.5, 3.7).</summary>
public sealed class FollowerTests(CatalogSite site)
{
    [Fact]
    public async Task Everything_can_be_followed_once_and_left_once()
    {
        var (user, other) = (await site.HasUserAsync(), await site.HasUserAsync());
        var (_, group) = await site.HasOrganizationAsync("group");
        var (_, organization) = await site.HasOrganizationAsync();
        var dataset = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { Title = new Dictionary<string, string> { ["el"] = "Δέντρα" } });
        foreach (var (kind, id) in new[] { ("user", other.Name), ("dataset", dataset.Name), ("group", group), ("group", organization) })
        {
            var made = (await site.MakeAsync($"follow_{kind}", new JsonObject { ["id"] = id }, user.Token)).AsObject();
            Assert.Equal(["datetime", "follower_id", "object_id"], made.Select(pair => pair.Key).Order(StringComparer.Ordinal));
            Assert.Equal(made.ToJsonString(), (await site.MakeAsync($"follow_{kind}", new JsonObject { ["id"] = id }, user.Token)).ToJsonString());
            Assert.True((bool)await site.ResultAsync($"am_following_{kind}?id={id}", user.Token));
            Assert.False((bool)await site.ResultAsync($"am_following_{kind}?id={id}", other.Token));
            Assert.Equal(1, (int)await site.ResultAsync($"{(id == organization ? "organization" : kind)}_follower_count?id={id}"));
        }

        Assert.Equal(1, (int)(await site.ResultAsync($"organization_show?id={organization}"))["num_followers"]!);
        Assert.Equal(0, (int)(await site.ResultAsync($"organization_show?id={organization}&include_followers=false"))["num_followers"]!);
        Assert.Equal(1, (int)(await site.ResultAsync($"user_show?id={other.Name}&include_num_followers=true"))["num_followers"]!);
        var counts = await Task.WhenAll(new[] { "", "user_", "dataset_", "group_", "organization_" }.Select(async kind => (int)await site.ResultAsync($"{kind}followee_count?id={user.Name}")));
        Assert.Equal([4, 1, 1, 1, 1], counts);
        var all = (await site.ResultAsync($"followee_list?id={user.Name}", user.Token)).AsArray();
        Assert.Equal(["user", "dataset", "group", "organization"], all.Select(one => (string)one!["type"]!));
        Assert.Equal(["dict", "display_name", "type"], all[0]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["Δέντρα"], (await site.ResultAsync($"followee_list?id={user.Name}&q=δέν", user.Token)).AsArray().Select(one => (string)one!["display_name"]!));
        Assert.Equal(dataset.Name, (string)(await site.ResultAsync($"dataset_followee_list?id={user.Name}", user.Token))[0]!["name"]!);
        Assert.Equal(organization, (string)(await site.ResultAsync($"organization_followee_list?id={user.Name}", user.Token))[0]!["name"]!);
        var followers = (await site.ResultAsync($"dataset_follower_list?id={dataset.Name}", site.Site.Token)).AsArray();
        Assert.Equal(user.Name, (string)followers.Single()!["name"]!);
        Assert.DoesNotContain("@", followers.ToJsonString(), StringComparison.Ordinal);

        await site.MakeAsync("unfollow_dataset", new JsonObject { ["id"] = dataset.Name }, user.Token);
        Assert.Equal((404, $"Not found: You are not following {dataset.Name}."), await site.TryAsync("unfollow_dataset", new JsonObject { ["id"] = dataset.Name }, user.Token));
        Assert.Equal(0, (int)await site.ResultAsync($"dataset_follower_count?id={dataset.Name}"));
    }

    [Fact]
    public async Task A_followed_dataset_that_becomes_private_is_no_longer_told()
    {
        var user = await site.HasUserAsync();
        var (_, organization) = await site.HasOrganizationAsync();
        var dataset = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = organization });
        await site.MakeAsync("follow_dataset", new JsonObject { ["id"] = dataset.Name }, user.Token);
        await site.MakeAsync("bulk_update_private", new JsonObject { ["org_id"] = organization, ["datasets"] = new JsonArray(dataset.Id.ToString()) });

        Assert.Empty((await site.ResultAsync($"followee_list?id={user.Name}", user.Token)).AsArray());
        Assert.Equal(0, (int)await site.ResultAsync($"dataset_followee_count?id={user.Name}", user.Token));
        Assert.Equal(1, (int)await site.ResultAsync($"dataset_followee_count?id={user.Name}", site.Site.Token));
    }

    [Theory]
    [InlineData("follow_user", "nobody-at-all", 409, """{"id":["Not found: User"]}""")]
    [InlineData("follow_dataset", "nope", 409, """{"id":["Not found: Dataset"]}""")]
    [InlineData("follow_group", "nope", 409, """{"id":["Not found: Group"]}""")]
    [InlineData("follow_user", "admin", 409, "You cannot follow yourself")]
    public async Task What_cannot_be_followed_is_a_409(string action, string id, int status, string words) =>
        Assert.Equal((status, words), await site.TryAsync(action, new JsonObject { ["id"] = id }, site.Site.Token));

    [Theory]
    [InlineData("follow_user", "You must be logged in to follow users")]
    [InlineData("unfollow_dataset", "You must be logged in to follow datasets")]
    [InlineData("unfollow_group", "You must be logged in to follow groups")]
    [InlineData("user_follower_list", "Not authorized")]
    [InlineData("followee_list", "Not authorized")]
    public async Task Strangers_are_told_what_they_lack(string action, string words) =>
        Assert.Equal((403, $"Access denied: {words}"), await site.TryAsync(action, new JsonObject { ["id"] = "admin" }, null));
}
