using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Users;

/// <summary>The switches of contract 2.12, each set against its default: the defaults are what every other test runs with.</summary>
public sealed class SwitchTests(SwitchTests.SwitchedSite switched) : IClassFixture<SwitchTests.SwitchedSite>
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
    public async Task Reveal_private_datasets_on_says_that_a_page_is_there()
    {
        using var revealed = await Site.Client.GetAsync(new Uri("/en/dataset/secret-trees", UriKind.Relative), CatalogSite.Ct);
        var html = await revealed.Content.ReadAsStringAsync(CatalogSite.Ct);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, revealed.StatusCode);
        Assert.Contains("Not for everybody", html, StringComparison.Ordinal);
        Assert.DoesNotContain("anary", html, StringComparison.Ordinal);
    }

    /// <summary>Every switch of these actions the other way round.</summary>
    public sealed class SwitchedSite : IAsyncLifetime
    {
        internal CatalogSite Site { get; } = new(new Dictionary<string, string?>
        {
            ["Auth__UserCreateOrganizations"] = "false",
            ["Auth__UserCreateGroups"] = "false",
            ["Auth__UserDeleteOrganizations"] = "false",
            ["Auth__UserDeleteGroups"] = "false",
            ["Auth__CreateUserViaApi"] = "true",
            ["Auth__PublicUserDetails"] = "false",
            ["Auth__CreateUnownedDataset"] = "true",
            ["Auth__AllowDatasetCollaborators"] = "true",
            ["Auth__AllowAdminCollaborators"] = "true",
            ["Auth__RevealPrivateDatasets"] = "true",
            ["Auth__RolesThatCascadeToSubGroups"] = "admin editor",
        });

        public ValueTask InitializeAsync() => Site.InitializeAsync();

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
