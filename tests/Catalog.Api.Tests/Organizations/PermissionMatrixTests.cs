using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Organizations;

/// <summary>
/// Every action of organizations, groups, users, followers and collaborators with every caller: status for anonymous, outsider, member, editor and admin of
/// the organization, sysadmin (contract 2.12). In the bodies <c>{org}</c> is a new organization with these people, <c>{grp}</c> a new group with them,
/// <c>{ds}</c> and <c>{private}</c> datasets of the organization, <c>{other}</c> a user who is none of them, <c>{new}</c> a name that is free.
/// </summary>
public sealed class PermissionMatrixTests(CatalogSite site, PermissionMatrixTests.Cast cast) : IClassFixture<PermissionMatrixTests.Cast>
{
    private static readonly (string Action, string Body, string Expected)[] Rows =
    [
        ("organization_create", """{"name":"{new}"}""", "403 200 200 200 200 200"),
        ("organization_show", """{"id":"{org}"}""", "200 200 200 200 200 200"),
        ("organization_show", """{"id":"{gone}"}""", "403 403 200 200 200 200"),
        ("organization_list", """{"all_fields":true,"include_users":true}""", "200 200 200 200 200 200"),
        ("organization_autocomplete", """{"q":"o"}""", "200 200 200 200 200 200"),
        ("organization_list_for_user", """{}""", "200 200 200 200 200 200"),
        ("organization_update", """{"id":"{org}","title":"x"}""", "403 403 403 403 200 200"),
        ("organization_update", """{"id":"{org}","type":"group"}""", "409 409 409 409 409 409"),
        ("organization_update", """{"id":"nope"}""", "404 404 404 404 404 404"),
        ("organization_update", """{}""", "409 409 409 409 409 409"),
        ("organization_patch", """{"id":"{org}","title":"x"}""", "403 403 403 403 200 200"),
        ("organization_patch", """{"id":"{gone}","state":"active"}""", "403 403 403 403 200 200"),
        ("organization_delete", """{"id":"{org}"}""", "403 403 403 403 200 200"),
        ("organization_purge", """{"id":"{org}"}""", "403 403 403 403 403 200"),
        ("organization_member_create", """{"id":"{org}","username":"{other}","role":"editor"}""", "403 403 403 403 200 200"),
        ("organization_member_create", """{}""", "409 409 409 409 409 409"),
        ("organization_member_delete", """{"id":"{org}","username":"{other}"}""", "403 403 403 403 200 200"),
        ("group_create", """{"name":"{new}"}""", "403 200 200 200 200 200"),
        ("group_show", """{"id":"{grp}"}""", "200 200 200 200 200 200"),
        ("group_list", """{"all_fields":true}""", "200 200 200 200 200 200"),
        ("group_autocomplete", """{"q":"g"}""", "200 200 200 200 200 200"),
        ("group_list_authz", """{}""", "200 200 200 200 200 200"),
        ("group_package_show", """{"id":"{grp}"}""", "200 200 200 200 200 200"),
        ("group_update", """{"id":"{grp}","title":"x"}""", "403 403 403 403 200 200"),
        ("group_patch", """{"id":"{grp}","title":"x"}""", "403 403 403 403 200 200"),
        ("group_delete", """{"id":"{grp}"}""", "403 403 403 403 200 200"),
        ("group_purge", """{"id":"{grp}"}""", "403 403 403 403 403 200"),
        ("group_member_create", """{"id":"{grp}","username":"{other}","role":"editor"}""", "403 403 403 403 200 200"),
        ("group_member_delete", """{"id":"{grp}","username":"{other}"}""", "403 403 403 403 200 200"),
        ("member_list", """{"id":"{org}"}""", "200 200 200 200 200 200"),
        ("member_roles_list", """{}""", "200 200 200 200 200 200"),
        ("member_create", """{"id":"{org}","object":"{other}","object_type":"user","capacity":"member"}""", "403 403 403 403 200 200"),
        ("member_create", """{"id":"{grp}","object":"{ds}","object_type":"package","capacity":"public"}""", "403 403 200 200 200 200"),
        ("member_create", """{"id":"{grp}","object":"{private}","object_type":"package","capacity":"public"}""", "404 404 200 200 200 200"),
        ("member_create", """{"id":"{org}","object":"{grp}","object_type":"group","capacity":"public"}""", "403 403 403 403 200 200"),
        ("member_delete", """{"id":"{org}","object":"{other}","object_type":"user"}""", "403 403 403 403 200 200"),
        ("member_delete", """{"id":"{grp}","object":"{ds}","object_type":"package"}""", "403 403 200 200 200 200"),
        ("bulk_update_private", """{"org_id":"{org}","datasets":["{ds}"]}""", "403 403 403 403 200 200"),
        ("bulk_update_public", """{"org_id":"{org}","datasets":["{ds}"]}""", "403 403 403 403 200 200"),
        ("bulk_update_delete", """{"org_id":"{org}","datasets":["{ds}"]}""", "403 403 403 403 200 200"),
        ("user_create", """{"name":"{new}","email":"{new}@example.org","password":"correct horse"}""", "403 403 403 403 403 200"),
        ("user_show", """{"id":"{other}"}""", "200 200 200 200 200 200"),
        ("user_show", """{}""", "404 200 200 200 200 200"),
        ("user_list", """{"q":"nobody"}""", "200 200 200 200 200 200"),
        ("user_list", """{"email":"x@example.org"}""", "403 403 403 403 403 200"),
        ("user_autocomplete", """{"q":"a"}""", "200 200 200 200 200 200"),
        ("user_update", """{"id":"{other}","email":"{new}@example.org"}""", "403 403 403 403 403 200"),
        ("user_patch", """{"id":"{other}","about":"x"}""", "403 403 403 403 403 200"),
        ("user_delete", """{"id":"{other}"}""", "403 403 403 403 403 200"),
        ("user_invite", """{"email":"{new}@example.org","group_id":"{org}","role":"editor"}""", "403 403 403 403 409 409"),
        ("api_token_create", """{"user":"{other}","name":"x"}""", "403 403 403 403 403 200"),
        ("api_token_list", """{"user_id":"{other}"}""", "403 403 403 403 403 200"),
        ("api_token_revoke", """{"jti":"nope"}""", "403 403 403 403 403 200"),
        ("get_site_user", """{}""", "403 403 403 403 403 403"),
        ("package_collaborator_create", """{"id":"{ds}","user_id":"{other}","capacity":"editor"}""", "409 409 409 409 409 409"),
        ("package_collaborator_delete", """{"id":"{ds}","user_id":"{other}"}""", "409 409 409 409 409 409"),
        ("package_collaborator_list", """{"id":"{ds}"}""", "409 409 409 409 409 409"),
        ("package_collaborator_list_for_user", """{"id":"{other}"}""", "409 409 409 409 409 409"),
        ("follow_user", """{"id":"{other}"}""", "403 200 200 200 200 200"),
        ("follow_dataset", """{"id":"{ds}"}""", "403 200 200 200 200 200"),
        ("follow_dataset", """{"id":"{private}"}""", "403 403 200 200 200 200"),
        ("follow_group", """{"id":"{org}"}""", "403 200 200 200 200 200"),
        ("follow_group", """{"id":"{gone}"}""", "403 403 200 200 200 200"),
        ("unfollow_user", """{"id":"{other}"}""", "403 404 404 404 404 404"),
        ("unfollow_dataset", """{"id":"{ds}"}""", "403 404 404 404 404 404"),
        ("unfollow_group", """{"id":"{grp}"}""", "403 404 404 404 404 404"),
        ("am_following_user", """{"id":"{other}"}""", "403 200 200 200 200 200"),
        ("am_following_dataset", """{"id":"{private}"}""", "403 403 200 200 200 200"),
        ("am_following_group", """{"id":"{grp}"}""", "403 200 200 200 200 200"),
        ("user_follower_count", """{"id":"{other}"}""", "200 200 200 200 200 200"),
        ("dataset_follower_count", """{"id":"{private}"}""", "403 403 200 200 200 200"),
        ("group_follower_count", """{"id":"{grp}"}""", "200 200 200 200 200 200"),
        ("organization_follower_count", """{"id":"{gone}"}""", "403 403 200 200 200 200"),
        ("organization_follower_count", """{"id":"nope"}""", "409 409 409 409 409 409"),
        ("user_follower_list", """{"id":"{other}"}""", "403 403 403 403 403 200"),
        ("dataset_follower_list", """{"id":"{ds}"}""", "403 403 403 403 403 200"),
        ("group_follower_list", """{"id":"{grp}"}""", "403 403 403 403 403 200"),
        ("organization_follower_list", """{"id":"{org}"}""", "403 403 403 403 403 200"),
        ("followee_count", """{"id":"{other}"}""", "200 200 200 200 200 200"),
        ("user_followee_count", """{"id":"{other}"}""", "200 200 200 200 200 200"),
        ("dataset_followee_count", """{"id":"{other}"}""", "200 200 200 200 200 200"),
        ("group_followee_count", """{"id":"{other}"}""", "200 200 200 200 200 200"),
        ("organization_followee_count", """{"id":"{other}"}""", "200 200 200 200 200 200"),
        ("followee_list", """{"id":"{other}"}""", "403 403 403 403 403 200"),
        ("user_followee_list", """{"id":"{other}"}""", "403 403 403 403 403 200"),
        ("dataset_followee_list", """{"id":"{other}"}""", "403 403 403 403 403 200"),
        ("group_followee_list", """{"id":"{other}"}""", "403 403 403 403 403 200"),
        ("organization_followee_list", """{"id":"{other}"}""", "403 403 403 403 403 200"),
    ];

    public static TheoryData<string, string, string> Matrix => [.. Rows.Select(row => new TheoryDataRow<string, string, string>(row.Action, row.Body, row.Expected))];

    [Theory, MemberData(nameof(Matrix))]
    public async Task Each_caller_may_what_the_roles_say(string action, string body, string expected)
    {
        var people = await cast.PeopleAsync(site);
        var got = new List<int>();
        foreach (var token in new[] { null, people.Outsider.Token, people.Member.Token, people.Editor.Token, people.Admin.Token, site.Site.Token })
        {
            var (status, _) = await site.PostAsync(action, await FillAsync(body, people), token);
            got.Add(status);
        }

        Assert.Equal(expected, string.Join(' ', got));
    }

    [Fact]
    public void Every_action_of_these_folders_stands_in_the_matrix()
    {
        string[] folders = ["Catalog.Api.Organizations", "Catalog.Api.Users", "Catalog.Api.Following", "Catalog.Api.Collaborators"];
        var declared = new ActionRegistry(ActionRegistry.Types()).All.Where(action => folders.Contains(action.Type.Namespace, StringComparer.Ordinal)).Select(action => action.Name);

        Assert.Equal(declared, Rows.Select(row => row.Action).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Makes only what the body names: each call may destroy it.</summary>
    private async Task<string> FillAsync(string body, Company people)
    {
        (Person, string)[] roles = [(people.Member, "member"), (people.Editor, "editor"), (people.Admin, "admin")];
        async Task<string> HasAsync(string kind) => (await site.HasOrganizationAsync(kind, roles)).Name;
        var values = new Dictionary<string, string>();
        if (body.Contains("{org}", StringComparison.Ordinal) || body.Contains("{ds}", StringComparison.Ordinal) || body.Contains("{private}", StringComparison.Ordinal))
            values["org"] = await HasAsync("organization");
        if (body.Contains("{grp}", StringComparison.Ordinal))
            values["grp"] = await HasAsync("group");
        if (body.Contains("{gone}", StringComparison.Ordinal))
        {
            values["gone"] = await HasAsync("organization");
            await site.MakeAsync("organization_delete", new JsonObject { ["id"] = values["gone"] });
        }

        if (body.Contains("{ds}", StringComparison.Ordinal))
            values["ds"] = (await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = values["org"] })).Name;
        if (body.Contains("{private}", StringComparison.Ordinal))
            values["private"] = (await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = values["org"], Private = true })).Name;
        if (body.Contains("{other}", StringComparison.Ordinal))
            values["other"] = (await site.HasUserAsync()).Name;
        values["new"] = People.NewName("new");
        return values.Aggregate(body, (text, value) => text.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));
    }

    /// <summary>One user of each kind for all rows.</summary>
    public sealed class Cast
    {
        private readonly Lock _gate = new();
        private Task<Company>? _people;

        internal Task<Company> PeopleAsync(CatalogSite site)
        {
            lock (_gate)
                return _people ??= MakeAsync(site);
        }

        private static async Task<Company> MakeAsync(CatalogSite site) =>
            new(await site.HasUserAsync("outsider"), await site.HasUserAsync("member"), await site.HasUserAsync("editor"), await site.HasUserAsync("chief"));
    }
}

/// <summary>Users by what they are in an organization.</summary>
internal sealed record Company(Person Outsider, Person Member, Person Editor, Person Admin);
