using System.Text.Json.Nodes;
using OpenData.Core.Access;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>The switches of contract 2.12, each set against its default: the defaults are what every other test runs with.</summary>
[Collection(SwitchedTests.Name)]
public sealed class SwitchTests(SwitchedSite switched)
{
    private CatalogSite Site => switched.Site;

    [Theory]
    [InlineData("organization")]
    [InlineData("group")]
    public async Task User_create_organizations_and_groups_off_leave_it_to_sysadmins(string kind)
    {
        var user = await Site.HasUserAsync();

        Assert.Equal((403, $"Access denied: User {user.Name} not authorized to create {kind}s"), await Site.TryAsync($"{kind}_create", new JsonObject { ["name"] = People.NewName("x") }, user.Token));
        Assert.Equal(200, (await Site.TryAsync($"{kind}_create", new JsonObject { ["name"] = People.NewName("x") }, Site.Site.Token)).Status);
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("group")]
    public async Task User_delete_organizations_and_groups_off_leave_it_to_sysadmins(string kind)
    {
        var user = await Site.HasUserAsync();
        var (id, name) = await Site.HasOrganizationAsync(kind, (user, "admin"));

        Assert.Equal((403, $"Access denied: User {user.Name} not authorized to delete {kind} {id}"), await Site.TryAsync($"{kind}_delete", new JsonObject { ["id"] = name }, user.Token));
        Assert.Equal(200, (await Site.TryAsync($"{kind}_delete", new JsonObject { ["id"] = name }, Site.Site.Token)).Status);
    }

    [Fact]
    public async Task Create_user_via_api_on_lets_everybody_make_an_account_but_no_sysadmin()
    {
        var name = People.NewName("self-made");
        var body = new JsonObject { ["name"] = name, ["email"] = $"{name}@example.org", ["password"] = "correct horse", ["sysadmin"] = true, ["state"] = "deleted", ["password_hash"] = "x" };
        var (status, answer) = await Site.PostAsync("user_create", body.ToJsonString());

        Assert.Equal((200, false, "active"), (status, (bool)answer["result"]!["sysadmin"]!, (string)answer["result"]!["state"]!));
        Assert.NotEqual("x", (string?)(await Site.ResultAsync($"user_show?id={name}&include_password_hash=true", Site.Site.Token))["password_hash"]);
        body["name"] = People.NewName("self-made");
        body["id"] = Guid.NewGuid().ToString();
        Assert.Equal(409, (await Site.TryAsync("user_create", body, null)).Status);
    }

    [Fact]
    public async Task Public_user_details_off_shows_users_to_users_only()
    {
        var user = await Site.HasUserAsync();
        var (_, organization) = await Site.HasOrganizationAsync("organization", (user, "admin"));
        foreach (var call in new[] { $"user_show?id={user.Name}", "user_show?id=nobody-at-all", "user_list", "user_autocomplete?q=a", $"member_list?id={organization}", $"user_follower_count?id={user.Name}" })
        {
            Assert.Equal(403, (await Site.GetAsync(call)).Status);
            Assert.True((await Site.GetAsync(call, user.Token)).Status is 200 or 404, call);
        }

        Assert.False((await Site.ResultAsync($"organization_show?id={organization}")).AsObject().ContainsKey("users"));
        Assert.False((await Site.ResultAsync("organization_list?all_fields=true&include_users=true"))[0]!.AsObject().ContainsKey("users"));
        Assert.True((await Site.ResultAsync($"organization_show?id={organization}", user.Token)).AsObject().ContainsKey("users"));
    }

    [Fact]
    public async Task Roles_that_cascade_to_sub_groups_count_in_the_children()
    {
        var (admin, editor, member) = (await Site.HasUserAsync(), await Site.HasUserAsync(), await Site.HasUserAsync());
        var (_, parent) = await Site.HasOrganizationAsync("organization", (admin, "admin"), (editor, "editor"), (member, "member"));
        var (_, middle) = await Site.HasOrganizationAsync();
        var (_, child) = await Site.HasOrganizationAsync();
        await Site.MakeAsync("organization_patch", new JsonObject { ["id"] = middle, ["groups"] = new JsonArray(new JsonObject { ["name"] = parent }) });
        await Site.MakeAsync("organization_patch", new JsonObject { ["id"] = child, ["groups"] = new JsonArray(new JsonObject { ["name"] = middle }) });
        var hidden = await Site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = child, Private = true });

        Assert.Equal(200, (await Site.TryAsync("organization_patch", new JsonObject { ["id"] = child, ["title"] = "x" }, admin.Token)).Status);
        Assert.Equal(403, (await Site.TryAsync("organization_patch", new JsonObject { ["id"] = child, ["title"] = "x" }, editor.Token)).Status);
        Assert.Equal((200, 200, 403), ((await Site.GetAsync($"package_show?id={hidden.Name}", admin.Token)).Status, (await Site.GetAsync($"package_show?id={hidden.Name}", editor.Token)).Status,
            (await Site.GetAsync($"package_show?id={hidden.Name}", member.Token)).Status));
        Assert.Equal([$"{parent}:editor", $"{middle}:editor", $"{child}:editor"], (await Site.ResultAsync("organization_list_for_user", editor.Token)).AsArray().Select(found => $"{found!["name"]}:{found["capacity"]}"));
    }

    [Fact]
    public async Task Create_unowned_dataset_on_lets_an_organization_with_datasets_be_deleted()
    {
        var (id, organization) = await Site.HasOrganizationAsync();
        var owned = await Site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = organization });

        await Site.MakeAsync("organization_delete", new JsonObject { ["id"] = organization });
        Assert.Equal(id, (string)(await Site.ResultAsync($"package_show?id={owned.Name}"))["owner_org"]!);
        await Site.MakeAsync("organization_purge", new JsonObject { ["id"] = organization });
        Assert.Null((await Site.ResultAsync($"package_show?id={owned.Name}"))["owner_org"]);
    }

    [Fact]
    public async Task Allow_dataset_collaborators_on_gives_single_users_rights_on_single_datasets()
    {
        var (admin, editor, reader, stranger) = (await Site.HasUserAsync(), await Site.HasUserAsync(), await Site.HasUserAsync(), await Site.HasUserAsync());
        var (_, organization) = await Site.HasOrganizationAsync("organization", (admin, "admin"));
        var hidden = await Site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = organization, Private = true });
        JsonObject Give(Person user, string capacity) => new() { ["id"] = hidden.Name, ["user_id"] = user.Name, ["capacity"] = capacity };

        var made = await Site.MakeAsync("package_collaborator_create", Give(editor, "editor"), admin.Token);
        await Site.MakeAsync("package_collaborator_create", Give(reader, "editor"), admin.Token);
        await Site.MakeAsync("package_collaborator_create", Give(reader, "member"), admin.Token);

        Assert.Equal((hidden.Id.ToString(), editor.Id, "editor"), ((string)made["package_id"]!, (string)made["user_id"]!, (string)made["capacity"]!));
        Assert.Equal((200, 200, 403), ((await Site.GetAsync($"package_show?id={hidden.Name}", editor.Token)).Status, (await Site.GetAsync($"package_show?id={hidden.Name}", reader.Token)).Status,
            (await Site.GetAsync($"package_show?id={hidden.Name}", stranger.Token)).Status));
        Assert.Equal((200, 403), ((await Site.TryAsync("package_patch", new JsonObject { ["id"] = hidden.Name, ["notes"] = "n" }, editor.Token)).Status,
            (await Site.TryAsync("package_patch", new JsonObject { ["id"] = hidden.Name, ["notes"] = "n" }, reader.Token)).Status));
        Assert.Equal(403, (await Site.TryAsync("package_collaborator_list", new JsonObject { ["id"] = hidden.Name }, editor.Token)).Status);
        var listed = (await Site.MakeAsync("package_collaborator_list", new JsonObject { ["id"] = hidden.Name }, admin.Token)).AsArray();
        Assert.Equal(["editor", "member"], listed.Select(one => (string)one!["capacity"]!));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:", (string)listed[0]!["modified"]!);
        var own = (await Site.ResultAsync($"package_collaborator_list_for_user?id={reader.Name}", reader.Token)).AsArray().Single()!.AsObject();
        Assert.Equal(["package_id", "capacity", "modified"], own.Select(pair => pair.Key));
        Assert.Equal(403, (await Site.GetAsync($"package_collaborator_list_for_user?id={reader.Name}", editor.Token)).Status);
        await Site.MakeAsync("package_collaborator_delete", new JsonObject { ["id"] = hidden.Name, ["user_id"] = reader.Name }, admin.Token);
        Assert.Equal((404, $"Not found: User {reader.Name} is not a collaborator on this package"), await Site.TryAsync("package_collaborator_delete", new JsonObject { ["id"] = hidden.Name, ["user_id"] = reader.Name }, admin.Token));
        Assert.Equal(403, (await Site.GetAsync($"package_show?id={hidden.Name}", reader.Token)).Status);
        Assert.Equal((409, """{"capacity":["Value must be one of ['admin', 'editor', 'member']"]}"""), await Site.TryAsync("package_collaborator_create", Give(editor, "king"), admin.Token));
        Assert.Equal((404, "Not found: User not found"), await Site.TryAsync("package_collaborator_create", Give(editor with { Name = "nobody-at-all" }, "editor"), admin.Token));
    }

    [Fact]
    public async Task Allow_admin_collaborators_on_lets_them_manage_the_others()
    {
        var (chief, other) = (await Site.HasUserAsync(), await Site.HasUserAsync());
        var (_, organization) = await Site.HasOrganizationAsync();
        var hidden = await Site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = organization, Private = true });
        await Site.MakeAsync("package_collaborator_create", new JsonObject { ["id"] = hidden.Name, ["user_id"] = chief.Name, ["capacity"] = "admin" });

        Assert.Equal(200, (await Site.TryAsync("package_collaborator_create", new JsonObject { ["id"] = hidden.Name, ["user_id"] = other.Name, ["capacity"] = "member" }, chief.Token)).Status);
    }

    [Fact]
    public async Task Anon_create_dataset_on_lets_nobody_in_particular_create_what_has_no_organization()
    {
        var (_, organization) = await Site.HasOrganizationAsync();
        var made = await Site.PostAsync("package_create", new JsonObject { ["name"] = People.NewName("found") }.ToJsonString());
        var owned = new JsonObject { ["name"] = People.NewName("found"), ["owner_org"] = organization };

        Assert.Equal((200, null), (made.Status, (string?)made.Body["result"]!["creator_user_id"]));
        Assert.Equal((403, "Access denied: User  not authorized to add dataset to this organization"), await Site.TryAsync("package_create", owned, null));
        Assert.Equal(403, (await Site.TryAsync("package_patch", new JsonObject { ["id"] = (string)made.Body["result"]!["id"]!, ["notes"] = "x" }, null)).Status);
    }

    [Fact]
    public async Task Create_unowned_dataset_on_lets_users_edit_what_others_made_but_not_see_their_drafts_by_it()
    {
        var (maker, other) = (await Site.HasUserAsync(), await Site.HasUserAsync());
        var made = await Site.MakeAsync("package_create", new JsonObject { ["name"] = People.NewName("free") }, maker.Token);
        JsonObject Patch(string key, string value) => new() { ["id"] = (string)made["id"]!, [key] = value };

        Assert.Equal("x", (string)(await Site.MakeAsync("package_patch", Patch("notes", "x"), other.Token))["notes"]!);
        await Site.MakeAsync("package_patch", Patch("state", "draft"), maker.Token);
        Assert.Equal((403, 200), ((await Site.TryAsync("package_patch", Patch("notes", "y"), other.Token)).Status, (await Site.TryAsync("package_patch", Patch("notes", "y"), maker.Token)).Status));
        await Site.MakeAsync("package_delete", new JsonObject { ["id"] = (string)made["id"]! }, maker.Token);
        Assert.Equal(403, (await Site.TryAsync("package_patch", Patch("state", "active"), other.Token)).Status);
    }

    [Fact]
    public async Task Public_activity_stream_detail_on_tells_everybody_what_changed_in_what_they_may_read()
    {
        var (_, organization) = await Site.HasOrganizationAsync();
        var stranger = await Site.HasUserAsync();
        var open = await Site.MakeAsync("package_create", new JsonObject { ["name"] = People.NewName("open"), ["owner_org"] = organization });
        var hidden = await Site.MakeAsync("package_create", new JsonObject { ["name"] = People.NewName("shut"), ["owner_org"] = organization, ["private"] = true });
        async Task<string> ActivityOfAsync(JsonNode dataset) => (string)(await Site.ResultAsync($"package_activity_list?id={dataset["id"]}", Site.Site.Token))[0]!["id"]!;

        foreach (var (dataset, expected) in new[] { (open, 200), (hidden, 403) })
        {
            var id = await ActivityOfAsync(dataset);
            foreach (var call in new[] { $"activity_show?id={id}&include_data=true", $"activity_data_show?id={id}" })
                Assert.Equal((expected, expected), ((await Site.GetAsync(call)).Status, (await Site.GetAsync(call, stranger.Token)).Status));
        }
    }

    /// <summary>Contract 2.12 and, for those that it does not list, the names and defaults of CKAN's documentation.</summary>
    [Fact]
    public void The_defaults_are_those_of_CKAN()
    {
        Assert.Equal(
            new AuthOptions
            {
                AnonCreateDataset = false, CreateUnownedDataset = false, CreateDatasetIfNotInOrganization = true, UserCreateGroups = true, UserCreateOrganizations = true, UserDeleteGroups = true,
                UserDeleteOrganizations = true, CreateUserViaApi = false, PublicUserDetails = true, PublicActivityStreamDetail = false, AllowDatasetCollaborators = false, AllowAdminCollaborators = false,
                AllowCollaboratorsToChangeOwnerOrg = false, RolesThatCascadeToSubGroups = "admin", RevealPrivateDatasets = false,
            },
            new AuthOptions());
    }

    /// <summary>A switch that is the same here is tested by nothing; create_dataset_if_not_in_organization, which means something with another one on only, is in Access/MovingTests.</summary>
    [Fact]
    public void Every_switch_is_the_other_way_round_here()
    {
        var same = typeof(AuthOptions).GetProperties().Where(option => option.SetMethod is not null && Equals(option.GetValue(new AuthOptions()), option.GetValue(SwitchedSite.Switches))).Select(option => option.Name);

        Assert.Equal([nameof(AuthOptions.CreateDatasetIfNotInOrganization)], same);
    }

    [Fact]
    public async Task Reveal_private_datasets_on_says_that_a_page_is_there()
    {
        using var revealed = await Site.Client.GetAsync(new Uri("/en/dataset/secret-trees", UriKind.Relative), CatalogSite.Ct);
        var html = await revealed.Content.ReadAsStringAsync(CatalogSite.Ct);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, revealed.StatusCode);
        Assert.Contains("Not for everybody", html, StringComparison.Ordinal);
        Assert.DoesNotContain("anary", html, StringComparison.Ordinal);
    }
}
