using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Activities;

/// <summary>Single activities: who sees them, their data and their difference (contract 3.4).</summary>
public sealed class ActivityShowTests(CatalogSite site)
{
    [Fact]
    public async Task The_detail_of_an_activity_is_for_those_who_may_edit()
    {
        var (editor, stranger) = (await site.HasUserAsync(), await site.HasUserAsync());
        var organization = await site.HasOrganizationAsync("organization", (editor, "editor"));
        var (name, id) = await HasPackageAsync(organization.Name);
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["notes"] = "x" });
        var activity = (string)(await site.ResultAsync($"package_activity_list?id={name}"))[0]!["id"]!;

        Assert.Equal(200, (await site.GetAsync($"activity_show?id={activity}")).Status);
        foreach (var call in new[] { $"activity_show?id={activity}&include_data=true", $"activity_data_show?id={activity}", $"activity_diff?id={activity}&object_type=package" })
        {
            Assert.Equal(403, (await site.GetAsync(call)).Status);
            Assert.Equal(403, (await site.GetAsync(call, stranger.Token)).Status);
            Assert.Equal(200, (await site.GetAsync(call, editor.Token)).Status);
        }

        Assert.Equal(id, (string)(await site.ResultAsync($"activity_data_show?id={activity}&object_type=package", editor.Token))["id"]!);
        Assert.Equal(404, (await site.GetAsync($"activity_data_show?id={activity}&object_type=group", editor.Token)).Status);
    }

    [Fact]
    public async Task The_state_of_a_private_time_is_denied_to_strangers_in_every_way()
    {
        var stranger = await site.HasUserAsync();
        var organization = await site.HasOrganizationAsync();
        var (name, _) = await HasPackageAsync(organization.Name, isPrivate: true);
        var activity = (string)(await site.ResultAsync($"package_activity_list?id={name}", site.Site.Token))[0]!["id"]!;
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["private"] = false });
        var publishing = (string)(await site.ResultAsync($"package_activity_list?id={name}"))[0]!["id"]!;

        foreach (var call in new[] { $"activity_show?id={activity}", $"activity_show?id={activity}&include_data=true", $"activity_data_show?id={activity}", $"activity_diff?id={activity}&object_type=package", $"activity_diff?id={publishing}&object_type=package", $"package_show?id={name}&activity_id={activity}" })
        {
            Assert.Equal(403, (await site.GetAsync(call)).Status);
            Assert.Equal(403, (await site.GetAsync(call, stranger.Token)).Status);
        }

        Assert.True((bool)(await site.ResultAsync($"package_show?id={name}&activity_id={activity}", site.Site.Token))["private"]!);
    }

    [Theory]
    [InlineData("unified", "--- \n\n+++ \n\n@@ -")]
    [InlineData("context", "*** \n\n--- \n\n***************\n\n*** ")]
    [InlineData("html", "<table class=\"diff\">")]
    public async Task A_difference_shows_the_lines_that_changed(string type, string beginning)
    {
        var (name, _) = await HasPackageAsync("workshop");
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["notes"] = "λέξη <b>" });
        var activities = await site.ResultAsync($"package_activity_list?id={name}");

        var result = await site.ResultAsync($"activity_diff?id={activities[0]!["id"]}&object_type=package&diff_type={type}", site.Site.Token);

        var diff = (string)result["diff"]!;
        Assert.StartsWith(beginning, diff, StringComparison.Ordinal);
        Assert.Contains(type == "html" ? "&lt;b&gt;" : "λέξη <b>", diff, StringComparison.Ordinal);
        Assert.Equal([(string)activities[1]!["id"]!, (string)activities[0]!["id"]!], result["activities"]!.AsArray().Select(one => (string)one!["id"]!));
    }

    [Fact]
    public async Task A_first_activity_has_no_difference_and_a_type_must_be_known()
    {
        var (name, _) = await HasPackageAsync("workshop");
        var activity = (string)(await site.ResultAsync($"package_activity_list?id={name}"))[0]!["id"]!;

        Assert.Equal(404, (await site.TryAsync("activity_diff", new JsonObject { ["id"] = activity, ["object_type"] = "package" }, site.Site.Token)).Status);
        Assert.Equal((409, """{"diff_type":["diff_type not recognized"]}"""), await site.TryAsync("activity_diff", new JsonObject { ["id"] = activity, ["object_type"] = "package", ["diff_type"] = "x" }, site.Site.Token));
        Assert.Equal((404, "Not found"), await site.TryAsync("activity_show", new JsonObject { ["id"] = "nope" }, null));
    }

    [Fact]
    public async Task A_sysadmin_writes_activities_by_hand()
    {
        var user = await site.HasUserAsync();
        var (name, id) = await HasPackageAsync("workshop");

        var made = await site.MakeAsync("activity_create", new JsonObject
        {
            ["user_id"] = user.Name, ["object_id"] = id, ["activity_type"] = "changed package", ["data"] = new JsonObject { ["package"] = new JsonObject { ["resources"] = "none", ["groups"] = new JsonArray(1) } },
        });

        Assert.Equal((user.Id, id), ((string)made["user_id"]!, (string)made["object_id"]!));
        Assert.Equal((string)made["id"]!, (string)(await site.ResultAsync($"package_activity_list?id={name}"))[0]!["id"]!);
        Assert.Equal(200, (await site.GetAsync($"package_show?id={name}&activity_id={made["id"]}")).Status);
        Assert.Equal((409, """{"activity_type":["Not found: Activity type"],"object_id":["Invalid id provided"],"data":["Must be an object"],"user_id":["Not found: User"]}"""),
            await site.TryAsync("activity_create", new JsonObject { ["user_id"] = "nobody-here", ["object_id"] = "x", ["activity_type"] = "x", ["data"] = "x" }, site.Site.Token));
        Assert.Equal(409, (await site.TryAsync("activity_create", new JsonObject { ["user_id"] = user.Name, ["object_id"] = Guid.NewGuid().ToString(), ["activity_type"] = "changed package" }, site.Site.Token)).Status);
    }

    private async Task<(string Name, string Id)> HasPackageAsync(string organization, bool isPrivate = false)
    {
        var name = People.NewName("shown");
        return (name, (string)(await site.MakeAsync("package_create", new JsonObject { ["name"] = name, ["owner_org"] = organization, ["private"] = isPrivate }))["id"]!);
    }
}
