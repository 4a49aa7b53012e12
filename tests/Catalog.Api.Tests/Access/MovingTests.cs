using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Access;

/// <summary>
/// Where a dataset may go, and who may make one, for combinations of switches that no running site of the tests has: asked of the editor itself, on the
/// database of the shared site (contract 2.2, 2.12).
/// </summary>
public sealed class MovingTests(CatalogSite site)
{
    private readonly Guid _from = Guid.NewGuid();
    private readonly Guid _to = Guid.NewGuid();

    [Theory]
    [InlineData("editor", "editor", false, true)]
    [InlineData("admin", "admin", false, true)]
    [InlineData("editor", "member", false, false)]
    [InlineData("editor", "", true, false)]
    [InlineData("collaborator", "editor", false, false)]
    [InlineData("collaborator", "editor", true, true)]
    [InlineData("collaborator", "", true, false)]
    [InlineData("collaborator", "member", true, false)]
    [InlineData("sysadmin", "", false, true)]
    public async Task A_dataset_moves_to_an_organization_that_the_caller_is_an_editor_of(string asWhat, string roleThere, bool collaboratorsMayMove, bool allowed)
    {
        var id = await HasDatasetAsync();

        Assert.Equal(allowed ? "" : "owner_org: You cannot add a dataset to this organization", await MoveAsync(id, CallerOf(id, asWhat, roleThere), _to.ToString(), collaboratorsMayMove));
    }

    [Theory]
    [InlineData("editor", false, true)]
    [InlineData("collaborator", false, false)]
    [InlineData("collaborator", true, true)]
    public async Task A_dataset_leaves_its_organization_by_those_who_may_move_it(string asWhat, bool collaboratorsMayMove, bool allowed)
    {
        var id = await HasDatasetAsync();

        Assert.Equal(allowed ? "" : "owner_org: You cannot take this dataset out of its organization", await MoveAsync(id, CallerOf(id, asWhat, ""), "", collaboratorsMayMove, unowned: true));
    }

    [Theory]
    [InlineData("", true, true, true)]
    [InlineData("", true, false, false)]
    [InlineData("", false, true, false)]
    [InlineData("member", true, true, true)]
    [InlineData("member", true, false, false)]
    [InlineData("editor", true, false, true)]
    [InlineData("group admin", true, false, false)]
    public async Task A_dataset_without_organization_is_made_by_users_of_none_where_both_switches_say_so(string role, bool unowned, bool ifNotInOrganization, bool allowed)
    {
        var group = Guid.NewGuid();
        var caller = role switch
        {
            "" => new Caller { UserId = Guid.NewGuid(), Name = "u" },
            "group admin" => new Caller { UserId = Guid.NewGuid(), Name = "u", Roles = new Dictionary<Guid, Role> { [group] = Role.Admin } },
            _ => new Caller { UserId = Guid.NewGuid(), Name = "u", Roles = new Dictionary<Guid, Role> { [group] = Roles.Of(role) }, Organizations = new HashSet<Guid> { group } },
        };
        var editor = Editor(new AuthOptions { CreateUnownedDataset = unowned, CreateDatasetIfNotInOrganization = ifNotInOrganization });
        var create = () => editor.CreateAsync(new JsonObject { ["name"] = People.NewName("made") }, caller, CatalogSite.Ct);

        if (allowed)
            Assert.Null((await create()).OwnerOrg);
        else
            Assert.Equal("Access denied: User u not authorized to create packages", (await Assert.ThrowsAsync<NotAuthorizedException>(create)).Message);
    }

    private async Task<string> MoveAsync(Guid id, Caller caller, string to, bool collaboratorsMayMove, bool unowned = false)
    {
        try
        {
            await Editor(new AuthOptions { AllowDatasetCollaborators = true, AllowCollaboratorsToChangeOwnerOrg = collaboratorsMayMove, CreateUnownedDataset = unowned })
                .UpdateAsync(id.ToString(), _ => new JsonObject { ["owner_org"] = to }, caller, ifMatch: null, CatalogSite.Ct);
            return "";
        }
        catch (ValidationException e)
        {
            return string.Join("; ", e.Errors.Select(error => $"{error.Key}: {string.Join(", ", (IEnumerable<string>)error.Value)}"));
        }
    }

    private async Task<Guid> HasDatasetAsync()
    {
        foreach (var id in new[] { _from, _to })
            await site.MakeAsync("organization_create", new JsonObject { ["id"] = id.ToString(), ["name"] = Name(id) });
        return (await site.Data.HasPackageAsync(People.NewName("moving"), CatalogSite.Ct, draft => draft with { OwnerOrg = Name(_from) })).Id;
    }

    private static string Name(Guid id) => $"moving-{id:N}"[..30];

    private Caller CallerOf(Guid id, string asWhat, string roleThere)
    {
        var roles = new Dictionary<Guid, Role>();
        if (asWhat is "editor" or "admin")
            roles[_from] = Roles.Of(asWhat);
        if (roleThere.Length > 0)
            roles[_to] = Roles.Of(roleThere);
        return new Caller
        {
            UserId = Guid.NewGuid(), Name = "u", IsSysadmin = asWhat == "sysadmin", Roles = roles, Organizations = roles.Keys.ToHashSet(),
            Collaborations = asWhat == "collaborator" ? new Dictionary<Guid, Role> { [id] = Role.Editor } : new Dictionary<Guid, Role>(),
        };
    }

    private PackageEditor Editor(AuthOptions switches) => new(site.Site.Database, new FixedSiteAddress("http://site"), Options.Create(switches), TimeProvider.System);
}
