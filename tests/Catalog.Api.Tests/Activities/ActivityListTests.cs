using System.Globalization;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Activities;

/// <summary>Lists of activities: keys <c>id, timestamp, user_id, object_id, activity_type, data, permission_labels</c>, newest first (contract 2.8, 3.4).</summary>
public sealed class ActivityListTests(CatalogSite site)
{
    [Fact]
    public async Task Each_change_of_a_dataset_is_told_with_the_dataset_as_it_was()
    {
        var (name, made) = await HasPackageAsync();
        var patched = await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["notes"] = "patched" });

        var list = (await site.ResultAsync($"package_activity_list?id={name}")).AsArray();

        Assert.Equal(["changed package", "new package"], Types(list));
        Assert.Equal(["activity_type", "data", "id", "object_id", "permission_labels", "timestamp", "user_id"], list[0]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(((string)made["id"]!, "admin", "[\"public\"]"), ((string)list[0]!["object_id"]!, (string)list[0]!["data"]!["actor"]!, list[0]!["permission_labels"]!.ToJsonString()));
        Assert.True(JsonNode.DeepEquals(patched, list[0]!["data"]!["package"]), list[0]!["data"]!["package"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(made, list[1]!["data"]!["package"]), list[1]!["data"]!["package"]!.ToJsonString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\z", (string)list[0]!["timestamp"]!);
    }

    [Fact]
    public async Task Deleting_is_an_activity_that_only_members_see()
    {
        var (name, made) = await HasPackageAsync();
        await site.MakeAsync("package_delete", new JsonObject { ["id"] = name });

        Assert.Equal(403, (await site.GetAsync($"package_activity_list?id={made["id"]}")).Status);
        Assert.Equal("deleted package", Types(await site.ResultAsync($"package_activity_list?id={made["id"]}", site.Site.Token)).First());
        Assert.DoesNotContain((string)made["id"]!, (await site.ResultAsync("recently_changed_packages_activity_list?limit=100")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_that_were_private_stay_private_when_the_dataset_is_published()
    {
        var (member, stranger) = (await site.HasUserAsync(), await site.HasUserAsync());
        var organization = await site.HasOrganizationAsync("organization", (member, "member"));
        var (name, made) = await HasPackageAsync(organization.Name, isPrivate: true);
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["notes"] = "canary" });
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["notes"] = "public", ["private"] = false });
        string[] lists = [$"package_activity_list?id={name}", $"organization_activity_list?id={organization.Name}", "recently_changed_packages_activity_list?limit=100", "user_activity_list?id=admin&limit=100"];

        foreach (var list in lists)
        {
            Assert.Equal(1, Of(made, await site.ResultAsync(list)));
            Assert.Equal(1, Of(made, await site.ResultAsync(list, stranger.Token)));
            Assert.Equal(3, Of(made, await site.ResultAsync(list, member.Token)));
        }

        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["private"] = true });
        foreach (var list in lists.Skip(1))
        {
            Assert.Equal(0, Of(made, await site.ResultAsync(list, stranger.Token)));
            Assert.Equal(4, Of(made, await site.ResultAsync(list, member.Token)));
        }

        Assert.Equal(403, (await site.GetAsync(lists[0])).Status);
        await site.MakeAsync("dataset_purge", new JsonObject { ["id"] = name });
        Assert.Equal(0, Of(made, await site.ResultAsync(lists[3], member.Token)));
    }

    [Fact]
    public async Task A_group_tells_of_the_datasets_in_it_and_of_itself()
    {
        var group = await site.HasOrganizationAsync("group");
        var (name, _) = await HasPackageAsync();
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["groups"] = new JsonArray(new JsonObject { ["name"] = group.Name }) });

        Assert.Equal(["changed package", "new package", "new group"], Types(await site.ResultAsync($"group_activity_list?id={group.Name}")));
        Assert.Equal(404, (await site.GetAsync($"organization_activity_list?id={group.Name}")).Status);
        Assert.Equal(404, (await site.GetAsync("group_activity_list?id=workshop")).Status);
    }

    [Fact]
    public async Task A_dashboard_tells_of_oneself_and_of_what_one_follows_and_what_of_it_is_new()
    {
        var user = await site.HasUserAsync();
        var organization = await site.HasOrganizationAsync("organization", (user, "editor"));
        var (own, _) = await HasPackageAsync(organization.Name, token: user.Token);
        var (followed, followedPackage) = await HasPackageAsync();
        await FollowAsync(user, (string)followedPackage["id"]!, "dataset");
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = followed, ["notes"] = "x" });

        var dashboard = (await site.ResultAsync("dashboard_activity_list", user.Token)).AsArray();
        Assert.Equal(1, dashboard.Count(one => (string)one!["data"]?["package"]?["name"]! == own));
        Assert.All(dashboard, one => Assert.Equal((string)one!["user_id"]! != user.Id, (bool)one["is_new"]!));
        var isNew = (int)await site.ResultAsync("dashboard_new_activities_count", user.Token);
        Assert.Equal(dashboard.Count(one => (bool)one!["is_new"]!), isNew);
        Assert.True(isNew >= 1);

        await site.MakeAsync("dashboard_mark_activities_old", [], user.Token);
        Assert.Equal(0, (int)await site.ResultAsync("dashboard_new_activities_count", user.Token));
        Assert.All((await site.ResultAsync("dashboard_activity_list", user.Token)).AsArray(), one => Assert.False((bool)one!["is_new"]!));
    }

    [Theory]
    [InlineData("dashboard_activity_list")]
    [InlineData("dashboard_new_activities_count")]
    [InlineData("dashboard_mark_activities_old")]
    public async Task A_dashboard_needs_a_user(string action) =>
        Assert.Equal((403, "Access denied: You must be logged in to access your dashboard."), await site.TryAsync(action, [], null));

    [Fact]
    public async Task A_list_is_cut_by_number_type_and_time()
    {
        var (name, _) = await HasPackageAsync();
        foreach (var notes in new[] { "1", "2", "3" })
            await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["notes"] = notes });
        var all = (await site.ResultAsync($"package_activity_list?id={name}")).AsArray();
        var third = DateTime.Parse((string)all[1]!["timestamp"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        var seconds = ((third - DateTime.UnixEpoch).Ticks / 1e7m).ToString(CultureInfo.InvariantCulture);

        Assert.Equal(["3", "2", "1", null], Notes(all));
        Assert.Equal(["2", "1"], Notes(await ListAsync("&limit=2&offset=1")));
        Assert.Empty(Notes(await ListAsync("&limit=0")));
        Assert.Equal(4, Notes(await ListAsync("&limit=5000")).Count());
        Assert.Equal([null], Notes(await ListAsync("&activity_types=new package")));
        Assert.Equal(["3", "2", "1"], Notes(await ListAsync("&exclude_activity_types=new package")));
        Assert.Equal(["3"], Notes(await ListAsync($"&after={seconds}")));
        Assert.Equal(["1", null], Notes(await ListAsync($"&before={seconds}")));

        Task<JsonNode> ListAsync(string rest) => site.ResultAsync($"package_activity_list?id={name}{rest}");
    }

    [Theory]
    [InlineData("""{"id": "trees", "limit": -1}""", """{"limit":["Must be a natural number"]}""")]
    [InlineData("""{"id": "trees", "before": "yesterday", "after": [1]}""", """{"before":["Must be a float timestamp"],"after":["Must be a float timestamp"]}""")]
    [InlineData("""{"id": "trees", "before": 1e300}""", """{"before":["Must be a float timestamp"]}""")]
    [InlineData("""{"id": "trees", "exclude_activity_types": ["a"], "activity_types": ["b"]}""", """{"activity_types":["Cannot be used together with `exclude_activity_types"]}""")]
    [InlineData("""{}""", """{"id":["Missing value"]}""")]
    public async Task A_part_that_makes_no_sense_is_refused(string body, string words) =>
        Assert.Equal((409, words), await site.TryAsync("package_activity_list", JsonNode.Parse(body)!.AsObject(), site.Site.Token));

    [Fact]
    public async Task Hidden_activities_are_for_sysadmins()
    {
        var user = await site.HasUserAsync();
        Assert.Equal((403, "Access denied"), await site.TryAsync("package_activity_list", new JsonObject { ["id"] = "trees", ["include_hidden_activity"] = true }, user.Token));
        Assert.Equal(200, (await site.TryAsync("package_activity_list", new JsonObject { ["id"] = "trees", ["include_hidden_activity"] = true }, site.Site.Token)).Status);
    }

    private async Task FollowAsync(Person user, string id, string type)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        await Dapper.SqlMapper.ExecuteAsync(connection, "insert into catalog.follower (follower_id, object_id, object_type, datetime) values (@user::uuid, @id::uuid, @type, now())", new { user = user.Id, id, type });
    }

    private async Task<(string Name, JsonNode Package)> HasPackageAsync(string organization = "workshop", bool isPrivate = false, string? token = null)
    {
        var name = People.NewName("active");
        return (name, await site.MakeAsync("package_create", new JsonObject { ["name"] = name, ["owner_org"] = organization, ["private"] = isPrivate }, token));
    }

    private static int Of(JsonNode package, JsonNode list) => list.AsArray().Count(one => (string)one!["object_id"]! == (string)package["id"]!);

    private static IEnumerable<string> Types(JsonNode list) => list.AsArray().Select(one => (string)one!["activity_type"]!);

    private static IEnumerable<string?> Notes(JsonNode list) => list.AsArray().Select(one => (string?)one!["data"]!["package"]!["notes"]);
}
