using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Organizations;

/// <summary>member_list, member_create and their like (contract 2.8, 3.3, 3.5).</summary>
public sealed class MemberTests(CatalogSite site)
{
    [Fact]
    public async Task Members_are_lists_of_three_with_roles_as_people_read_them()
    {
        var (editor, member) = (await site.HasUserAsync(), await site.HasUserAsync());
        var (_, parent) = await site.HasOrganizationAsync();
        var (_, name) = await site.HasOrganizationAsync("organization", (editor, "editor"), (member, "member"));
        await site.MakeAsync("member_create", new JsonObject { ["id"] = name, ["object"] = parent, ["object_type"] = "group", ["capacity"] = "parent" });
        var owned = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = name });
        var hidden = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = name, Private = true });

        var users = Lines(await site.ResultAsync($"member_list?id={name}&object_type=user"));
        Assert.Contains($"{editor.Id} user Editor", users);
        Assert.Contains($"{member.Id} user Member", users);
        Assert.Equal(3, users.Count);
        Assert.Equal([$"{editor.Id} user Editor"], Lines(await site.ResultAsync($"member_list?id={name}&capacity=editor")));
        Assert.Equal([$"{owned.Id} package organization"], Lines(await site.ResultAsync($"member_list?id={name}&object_type=package")));
        Assert.Contains($"{hidden.Id} package organization", Lines(await site.ResultAsync($"member_list?id={name}", member.Token)));
        Assert.EndsWith(" group parent", Lines(await site.ResultAsync($"member_list?id={name}&object_type=group")).Single(), StringComparison.Ordinal);
        Assert.Empty(Lines(await site.ResultAsync($"member_list?id={name}&object_type=alien")));
        Assert.Equal((404, 409), ((await site.GetAsync("member_list?id=nope")).Status, (await site.GetAsync("member_list")).Status));
    }

    [Fact]
    public async Task A_membership_is_made_changed_and_ended()
    {
        var user = await site.HasUserAsync();
        var (id, name) = await site.HasOrganizationAsync();
        var made = (await site.MakeAsync("organization_member_create", new JsonObject { ["id"] = name, ["username"] = user.Id, ["role"] = "editor" })).AsObject();
        var changed = await site.MakeAsync("member_create", new JsonObject { ["id"] = id, ["object"] = user.Name, ["object_type"] = "user", ["capacity"] = "anything" });

        Assert.Equal(["capacity", "group_id", "id", "state", "table_id", "table_name"], made.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("editor", id, user.Id, "user", "active"), ((string)made["capacity"]!, (string)made["group_id"]!, (string)made["table_id"]!, (string)made["table_name"]!, (string)made["state"]!));
        Assert.Equal(((string)made["id"]!, "anything"), ((string)changed["id"]!, (string)changed["capacity"]!));
        Assert.Equal("member", (string)(await site.ResultAsync("organization_list_for_user", user.Token))[0]!["capacity"]!);
        await site.MakeAsync("organization_member_delete", new JsonObject { ["id"] = name, ["user_id"] = user.Name });
        await site.MakeAsync("organization_member_delete", new JsonObject { ["id"] = name, ["username"] = user.Name });
        Assert.Empty((await site.ResultAsync("organization_list_for_user", user.Token)).AsArray());
    }

    [Theory]
    [InlineData("organization_member_create", """{"username":"nobody-at-all","role":"king"}""", 409, """{"username":["Not found: User"],"role":["role does not exist."]}""")]
    [InlineData("organization_member_delete", """{"username":"nobody-at-all"}""", 404, "Not found: User was not found.")]
    [InlineData("member_create", """{"object":"nobody-at-all","object_type":"user","capacity":"member"}""", 404, "Not found: User was not found.")]
    [InlineData("member_create", """{"object":"nope","object_type":"package","capacity":"member"}""", 404, "Not found: Package was not found.")]
    [InlineData("member_create", """{"object":"x","object_type":"alien","capacity":"member"}""", 409, "Alien isn't a valid model")]
    [InlineData("member_create", """{}""", 409, """{"object":["Missing value"],"object_type":["Missing value"],"capacity":["Missing value"]}""")]
    [InlineData("member_create", """{"object":"trees","object_type":"package","capacity":"public"}""", 409, "Use package_owner_org_update to give a dataset to an organization")]
    [InlineData("member_delete", """{"object":"nobody-at-all","object_type":"user"}""", 404, "Not found: User was not found.")]
    public async Task What_is_not_there_is_said(string action, string body, int status, string words)
    {
        var request = JsonNode.Parse(body)!.AsObject();
        request["id"] = (await site.HasOrganizationAsync()).Name;

        Assert.Equal((status, words), await site.TryAsync(action, request, site.Site.Token));
    }

    [Fact]
    public async Task An_admin_cannot_stop_being_one_and_an_editor_is_told_what_is_missing()
    {
        var (admin, editor) = (await site.HasUserAsync(), await site.HasUserAsync());
        var (id, name) = await site.HasOrganizationAsync("organization", (admin, "admin"), (editor, "editor"));

        Assert.Equal((403, "Access denied: Administrators cannot revoke their own admin status"),
            await site.TryAsync("organization_member_create", new JsonObject { ["id"] = name, ["username"] = admin.Name, ["role"] = "editor" }, admin.Token));
        Assert.Equal((403, "Access denied: Administrators cannot revoke their own admin status"),
            await site.TryAsync("member_create", new JsonObject { ["id"] = name, ["object"] = admin.Id, ["object_type"] = "user", ["capacity"] = "member" }, admin.Token));
        Assert.Equal((403, $"Access denied: User {editor.Name} not authorized to add members"),
            await site.TryAsync("organization_member_create", new JsonObject { ["id"] = name, ["username"] = editor.Name, ["role"] = "admin" }, editor.Token));
        Assert.Equal((403, $"Access denied: User {editor.Name} not authorized to edit organization {id}"),
            await site.TryAsync("member_create", new JsonObject { ["id"] = name, ["object"] = editor.Id, ["object_type"] = "user", ["capacity"] = "admin" }, editor.Token));
        Assert.Equal((403, "Access denied: Action member_delete requires an authenticated user"),
            await site.TryAsync("organization_member_delete", new JsonObject { ["id"] = name, ["username"] = editor.Name }, null));
    }

    [Fact]
    public async Task Permissions_choose_the_organizations_of_a_user()
    {
        var (user, other) = (await site.HasUserAsync(), await site.HasUserAsync());
        var names = new List<string>();
        foreach (var role in new[] { "member", "editor", "admin" })
            names.Add((await site.HasOrganizationAsync("organization", (user, role))).Name);
        async Task<IEnumerable<string>> OfAsync(string query) => (await site.ResultAsync($"organization_list_for_user?id={user.Name}{query}", other.Token)).AsArray().Select(found => (string)found!["name"]!).Order(StringComparer.Ordinal);

        Assert.Equal(names.Order(StringComparer.Ordinal), await OfAsync(""));
        Assert.Equal(new[] { names[1], names[2] }.Order(StringComparer.Ordinal), await OfAsync("&permission=create_dataset"));
        Assert.Equal([names[2]], await OfAsync("&permission=update_group"));
        Assert.Empty((await site.ResultAsync("organization_list_for_user")).AsArray());
        var keys = (await site.ResultAsync($"organization_list_for_user?id={user.Name}&include_dataset_count=true&include_member_count=true"))[0]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal);
        Assert.Equal(["approval_status", "capacity", "created", "description", "display_name", "id", "image_display_url", "image_url", "is_organization", "member_count", "name", "package_count", "state", "title", "type"], keys);
        Assert.All((await site.ResultAsync("organization_list_for_user", site.Site.Token)).AsArray(), found => Assert.Equal("admin", (string)found!["capacity"]!));
        Assert.Equal(404, (await site.GetAsync("organization_list_for_user?id=nobody-at-all")).Status);
    }

    [Fact]
    public async Task Groups_that_the_caller_may_fill_are_those_of_a_member()
    {
        var user = await site.HasUserAsync();
        var (_, group) = await site.HasOrganizationAsync("group", (user, "member"));

        Assert.Equal([group], (await site.ResultAsync("group_list_authz", user.Token)).AsArray().Select(found => (string)found!["name"]!));
        Assert.Contains(group, (await site.ResultAsync("group_list_authz?am_member=true", site.Site.Token)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["admin", "member"], (await site.ResultAsync("member_roles_list?group_type=group")).AsArray().Select(role => (string)role!["value"]!));
        Assert.Equal(["Admin", "Editor", "Member"], (await site.ResultAsync("member_roles_list")).AsArray().Select(role => (string)role!["text"]!));
    }

    private static List<string> Lines(JsonNode members) => [.. members.AsArray().Select(member => string.Join(' ', member!.AsArray().Select(part => (string)part!)))];
}
