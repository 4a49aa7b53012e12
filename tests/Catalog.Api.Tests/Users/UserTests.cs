using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>user_show, user_list, user_update, user_patch, user_delete (contract 2.7, 3.3, 3.6, 3.7).</summary>
public sealed class UserTests(CatalogSite site)
{
    [Fact]
    public async Task The_address_is_for_the_user_and_sysadmins()
    {
        var (user, other) = (await site.HasUserAsync(), await site.HasUserAsync());
        foreach (var token in new[] { null, other.Token })
            Assert.DoesNotContain($"{user.Name}@", (await site.ResultAsync($"user_show?id={user.Name}&include_password_hash=true&include_plugin_extras=true&include_datasets=true&include_num_followers=true", token)).ToJsonString(), StringComparison.Ordinal);
        foreach (var token in new[] { user.Token, site.Site.Token })
        {
            var shown = (await site.ResultAsync($"user_show?id={user.Id}", token)).AsObject();
            Assert.Equal($"{user.Name}@example.org", (string)shown["email"]!);
            Assert.True(shown.TryGetPropertyValue("apikey", out var key) && key is null);
        }

        Assert.False((await site.ResultAsync($"user_show?id={user.Name}&include_password_hash=true", user.Token)).AsObject().ContainsKey("password_hash"));
        Assert.Equal("none", (string)(await site.ResultAsync($"user_show?id={user.Name}&include_password_hash=true", site.Site.Token))["password_hash"]!);
        Assert.DoesNotContain("@", (await site.ResultAsync("user_list")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_find_by_name_and_for_sysadmins_by_address()
    {
        var user = await site.HasUserAsync();

        Assert.Equal([user.Name], Names(await site.ResultAsync($"user_list?all_fields=false&q={user.Name.ToUpperInvariant()}")));
        Assert.Equal([user.Name], Names(await site.ResultAsync($"user_list?all_fields=false&email={user.Name}@EXAMPLE.org", site.Site.Token)));
        Assert.Empty(Names(await site.ResultAsync($"user_list?all_fields=false&q={user.Name}@example")));
        Assert.Empty(Names(await site.ResultAsync($"user_list?all_fields=false&q=%25")));
        Assert.Equal([user.Name], (await site.ResultAsync($"user_autocomplete?q={user.Name}&limit=1")).AsArray().Select(found => (string)found!["name"]!));
        Assert.Empty((await site.ResultAsync($"user_autocomplete?q={user.Name}&ignore_self=true", user.Token)).AsArray());
        Assert.Equal(409, (await site.GetAsync("user_list?order_by=edits")).Status);
    }

    [Fact]
    public async Task A_user_changes_the_own_account_and_not_the_own_rights()
    {
        var user = await site.HasUserAsync();
        var changed = await site.MakeAsync("user_patch", new JsonObject
        {
            ["id"] = user.Name, ["about"] = "Γράφω", ["fullname"] = "N. N.", ["sysadmin"] = true, ["state"] = "deleted", ["password_hash"] = "mine", ["image_url"] = "me.png",
        }, user.Token);

        Assert.Equal(("Γράφω", "N. N.", false, "active"), ((string)changed["about"]!, (string)changed["display_name"]!, (bool)changed["sysadmin"]!, (string)changed["state"]!));
        Assert.EndsWith("/uploads/user/me.png", (string)changed["image_display_url"]!, StringComparison.Ordinal);
        Assert.Equal("none", (string)(await site.ResultAsync($"user_show?id={user.Name}&include_password_hash=true", site.Site.Token))["password_hash"]!);
        Assert.Equal((409, """{"email":["Missing value"]}"""), await site.TryAsync("user_update", new JsonObject { ["id"] = user.Name, ["about"] = "x" }, user.Token));
        Assert.Equal((409, """{"name":["That login name can not be modified."]}"""), await site.TryAsync("user_patch", new JsonObject { ["id"] = user.Name, ["name"] = "renamed" }, user.Token));
        Assert.Equal((403, "Access denied: Have to be logged in to edit user"), await site.TryAsync("user_patch", new JsonObject { ["id"] = user.Name }, null));
        Assert.Equal((404, "Not found: User was not found."), await site.TryAsync("user_patch", new JsonObject { ["id"] = "nobody-at-all" }, user.Token));
    }

    [Fact]
    public async Task A_sysadmin_renames_and_promotes()
    {
        var user = await site.HasUserAsync();
        var name = People.NewName("renamed");
        var changed = await site.MakeAsync("user_update", new JsonObject { ["id"] = user.Id, ["name"] = name, ["email"] = $"{name}@example.org", ["sysadmin"] = "true", ["plugin_extras"] = new JsonObject { ["a"] = 1 } });

        Assert.Equal((name, true, $"{name}@example.org"), ((string)changed["name"]!, (bool)changed["sysadmin"]!, (string)changed["email"]!));
        Assert.Equal(200, (await site.TryAsync("user_list", new JsonObject { ["email"] = "x" }, user.Token)).Status);
        Assert.Equal(1, (int)(await site.ResultAsync($"user_show?id={name}&include_plugin_extras=true", site.Site.Token))["plugin_extras"]!["a"]!);
    }

    [Fact]
    public async Task A_deleted_user_is_shown_as_such_and_can_do_nothing()
    {
        var user = await site.HasUserAsync();
        var (_, organization) = await site.HasOrganizationAsync("organization", (user, "admin"));
        await site.MakeAsync("user_delete", new JsonObject { ["id"] = user.Name });
        await site.MakeAsync("user_delete", new JsonObject { ["id"] = user.Name });

        Assert.Equal("deleted", (string)(await site.ResultAsync($"user_show?id={user.Name}"))["state"]!);
        Assert.Equal(404, (await site.GetAsync("user_show", user.Token)).Status);
        Assert.Empty(Names(await site.ResultAsync($"user_list?all_fields=false&q={user.Name}")));
        Assert.DoesNotContain(user.Id, (await site.ResultAsync($"member_list?id={organization}")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((404, "Not found: User \"nobody-at-all\" was not found."), await site.TryAsync("user_delete", new JsonObject { ["id"] = "nobody-at-all" }, site.Site.Token));

        await site.MakeAsync("user_patch", new JsonObject { ["id"] = user.Name, ["state"] = "active" });
        Assert.Equal(404, (await site.GetAsync("user_show", user.Token)).Status);
        Assert.DoesNotContain(user.Id, (await site.ResultAsync($"member_list?id={organization}")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Datasets_are_counted_and_shown_as_far_as_the_caller_may_read_them()
    {
        var (user, other) = (await site.HasUserAsync(), await site.HasUserAsync());
        var (_, organization) = await site.HasOrganizationAsync("organization", (user, "editor"));
        foreach (var (isPrivate, state) in new[] { (false, "active"), (true, "active"), (false, "draft"), (false, "deleted") })
        {
            await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with
            {
                OwnerOrg = organization, Private = isPrivate, State = state, CreatorUserId = Guid.Parse(user.Id),
            });
        }

        foreach (var (token, count) in new[] { (null, 1), (other.Token, 1), (user.Token, 3), (site.Site.Token, 3) })
        {
            var shown = await site.ResultAsync($"user_show?id={user.Name}&include_datasets=true", token);
            Assert.Equal((count, count), ((int)shown["number_created_packages"]!, shown["datasets"]!.AsArray().Count));
        }

        Assert.Equal(1, (int)(await site.ResultAsync($"organization_show?id={organization}", site.Site.Token))["users"]!.AsArray().Single(found => (string)found!["name"]! == user.Name)!["number_created_packages"]!);
    }

    [Fact]
    public async Task A_changed_password_leaves_no_trace_but_its_hash()
    {
        var user = await site.HasUserAsync();
        Assert.Equal((409, """{"password":["Your password must be 8 characters or longer"]}"""), await site.TryAsync("user_patch", new JsonObject { ["id"] = user.Name, ["password"] = "short" }, user.Token));
        await site.MakeAsync("user_patch", new JsonObject { ["id"] = user.Name, ["password"] = "correct horse" }, user.Token);
        var hash = (string)(await site.ResultAsync($"user_show?id={user.Name}&include_password_hash=true", site.Site.Token))["password_hash"]!;

        Assert.True(OpenData.Core.Users.Passwords.Matches(hash, "correct horse"));
        Assert.False(OpenData.Core.Users.Passwords.Matches(hash, "correct horsf"));
    }

    [Fact]
    public async Task An_invitation_ends_as_one_whose_mail_cannot_be_sent()
    {
        var (_, organization) = await site.HasOrganizationAsync();
        var (status, words) = await site.TryAsync("user_invite", new JsonObject { ["email"] = "new@example.org", ["group_id"] = organization, ["role"] = "editor" }, site.Site.Token);

        Assert.Equal(409, status);
        Assert.StartsWith("Error sending the invite email, the user was not created", words, StringComparison.Ordinal);
        Assert.Equal((409, """{"email":["Email x is not a valid format"],"role":["role does not exist."]}"""),
            await site.TryAsync("user_invite", new JsonObject { ["email"] = "x", ["group_id"] = organization, ["role"] = "king" }, site.Site.Token));
        Assert.Empty(Names(await site.ResultAsync("user_list?all_fields=false&email=new@example.org", site.Site.Token)));
    }

    private static IEnumerable<string> Names(JsonNode list) => list.AsArray().Select(name => (string)name!);
}
