using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Organizations;

/// <summary>update, patch, delete, purge and bulk_update of organizations and groups (contract 2.6, 3.6, 3.7).</summary>
public sealed class OrganizationChangeTests(CatalogSite site)
{
    private static readonly string[] UpdatedKeys =
    [
        "approval_status", "created", "description", "display_name", "extras", "groups", "id", "image_display_url", "image_url", "is_organization", "name", "package_count",
        "packages", "state", "tags", "title", "type", "users",
    ];

    [Fact]
    public async Task What_others_are_called_does_not_move_the_time_of_a_dataset()
    {
        var (_, name) = await site.HasOrganizationAsync();
        var (_, group) = await site.HasOrganizationAsync("group");
        var made = await site.MakeAsync("package_create", new JsonObject { ["name"] = People.NewName("timed"), ["owner_org"] = name });
        var (id, renamed) = ((string)made["id"]!, People.NewName("org"));

        await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["name"] = renamed, ["title"] = "Another title" });
        await site.MakeAsync("member_create", new JsonObject { ["id"] = group, ["object"] = id, ["object_type"] = "package", ["capacity"] = "public" });
        var after = await site.ResultAsync($"package_show?id={id}");
        await site.MakeAsync("package_owner_org_update", new JsonObject { ["id"] = id, ["organization_id"] = "workshop" });
        var moved = await site.ResultAsync($"package_show?id={id}");

        Assert.Equal(("Another title", group), ((string)after["organization"]!["title"]!, (string)after["groups"]![0]!["name"]!));
        Assert.Equal((string)made["metadata_modified"]!, (string)after["metadata_modified"]!);
        Assert.True(string.CompareOrdinal((string)moved["metadata_modified"]!, (string)after["metadata_modified"]!) > 0);
    }

    [Fact]
    public async Task Update_removes_members_and_parents_that_are_not_sent_and_patch_keeps_them()
    {
        var user = await site.HasUserAsync();
        var (_, parent) = await site.HasOrganizationAsync();
        var (id, name) = await site.HasOrganizationAsync("organization", (user, "editor"));
        await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["description"] = "d", ["groups"] = List("name", parent), ["extras"] = new JsonArray(new JsonObject { ["key"] = "k", ["value"] = "v" }) });

        var patched = await site.MakeAsync("organization_patch", new JsonObject { ["id"] = id, ["title"] = "Patched" });
        Assert.Equal(UpdatedKeys, patched.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("Patched", "d", 2, parent, 1), ((string)patched["title"]!, (string)patched["description"]!, patched["users"]!.AsArray().Count, (string)patched["groups"]![0]!["name"]!, patched["extras"]!.AsArray().Count));

        var updated = await site.MakeAsync("organization_update", new JsonObject { ["id"] = name, ["title"] = "Updated" });
        Assert.Equal(("Updated", "d", 0, 0, 1), ((string)updated["title"]!, (string)updated["description"]!, updated["users"]!.AsArray().Count, updated["groups"]!.AsArray().Count, updated["extras"]!.AsArray().Count));
    }

    [Fact]
    public async Task What_show_returns_is_good_input_for_update()
    {
        var user = await site.HasUserAsync();
        var (_, parent) = await site.HasOrganizationAsync();
        var (_, name) = await site.HasOrganizationAsync("organization", (user, "editor"));
        await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["groups"] = List("name", parent), ["extras"] = new JsonArray(new JsonObject { ["key"] = "k", ["value"] = "v" }) });
        var before = await site.ResultAsync($"organization_show?id={name}");

        await site.MakeAsync("organization_update", before.DeepClone().AsObject());

        Assert.Equal(Itself(before), Itself(await site.ResultAsync($"organization_show?id={name}")));
    }

    /// <summary>Without the number of datasets that each user made: other tests make some meanwhile.</summary>
    private static string Itself(JsonNode organization)
    {
        var copy = organization.DeepClone();
        foreach (var user in copy["users"]!.AsArray())
            user!.AsObject().Remove("number_created_packages");
        return copy.ToJsonString();
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("group")]
    public async Task A_dataset_is_found_by_the_name_that_its_organization_or_group_has_now(string kind)
    {
        var word = $"zq{Guid.NewGuid():N}"[..12];
        var (id, name) = await site.HasOrganizationAsync(kind);
        var (_, elsewhere) = await site.HasOrganizationAsync();
        var dataset = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = kind == "organization" ? name : elsewhere });
        if (kind == "group")
            await site.MakeAsync("member_create", new JsonObject { ["id"] = id, ["object"] = dataset.Name, ["object_type"] = "package", ["capacity"] = "public" });
        async Task<int> FoundAsync(string text) => (int)(await site.ResultAsync($"package_search?q={text}"))["count"]!;

        await site.MakeAsync($"{kind}_patch", new JsonObject { ["id"] = id, ["name"] = $"{word}a" });
        Assert.Equal(1, await FoundAsync($"{word}a"));
        await site.MakeAsync($"{kind}_patch", new JsonObject { ["id"] = id, ["name"] = $"{word}b", ["title"] = "Another title" });
        Assert.Equal((0, 1), (await FoundAsync($"{word}a"), await FoundAsync($"{word}b")));
        if (kind == "group")
        {
            await site.MakeAsync("member_delete", new JsonObject { ["id"] = id, ["object"] = dataset.Name, ["object_type"] = "package" });
            Assert.Equal(0, await FoundAsync($"{word}b"));
            await site.MakeAsync("group_patch", new JsonObject { ["id"] = id, ["packages"] = List("name", dataset.Name) });
            Assert.Equal(1, await FoundAsync($"{word}b"));
        }

        await site.MakeAsync($"{kind}_purge", new JsonObject { ["id"] = id });
        Assert.Equal(0, await FoundAsync($"{word}b"));
    }

    [Fact]
    public async Task A_new_name_must_be_free_and_a_type_stays()
    {
        var (id, name) = await site.HasOrganizationAsync();
        var renamed = People.NewName("org");

        Assert.Equal((409, """{"name":["Group name already exists in database"]}"""), await site.TryAsync("organization_patch", new JsonObject { ["id"] = name, ["name"] = "city" }, site.Site.Token));
        Assert.Equal((409, "Type cannot be updated"), await site.TryAsync("organization_patch", new JsonObject { ["id"] = name, ["type"] = "company" }, null));
        Assert.Equal(id, (string)(await site.MakeAsync("organization_update", new JsonObject { ["id"] = name, ["name"] = renamed }))["id"]!);
        Assert.Equal((404, 200), ((await site.GetAsync($"organization_show?id={name}")).Status, (await site.GetAsync($"organization_show?id={renamed}")).Status));
        Assert.Equal((404, "Not found: Group was not found."), await site.TryAsync("organization_update", new JsonObject { ["id"] = name }, site.Site.Token));
        Assert.Equal((404, "Not found: Group was not found."), await site.TryAsync("group_update", new JsonObject { ["id"] = renamed }, site.Site.Token));
    }

    [Fact]
    public async Task A_new_title_makes_the_translated_ones_void()
    {
        var name = People.NewName("org");
        await site.Data.Organizations.SaveAsync(name, new Dictionary<string, string> { ["el"] = "Παλιός", ["en"] = "Old" }, "", CatalogSite.Ct);
        await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["description"] = "d" });
        Assert.Equal("""{"el": "Παλιός", "en": "Old"}""", (await site.Data.Organizations.FindAsync(name, true, OpenData.Core.Access.Caller.Anonymous, CatalogSite.Ct))!.TitleTranslated);

        await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["title"] = "Νέος" });

        Assert.Equal("{}", (await site.Data.Organizations.FindAsync(name, true, OpenData.Core.Access.Caller.Anonymous, CatalogSite.Ct))!.TitleTranslated);
    }

    [Fact]
    public async Task The_datasets_of_a_group_are_replaced_but_not_those_that_the_caller_cannot_see()
    {
        var user = await site.HasUserAsync();
        var (_, group) = await site.HasOrganizationAsync("group", (user, "admin"));
        var (_, owner) = await site.HasOrganizationAsync();
        var (first, second) = (await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct), await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct));
        var hidden = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = owner, Private = true, Groups = [group] });
        Assert.Equal((409, """{"packages":[{"name":["Not found: Dataset"]}]}"""), await site.TryAsync("group_patch", new JsonObject { ["id"] = group, ["packages"] = List("name", hidden.Name) }, user.Token));

        await site.MakeAsync("group_patch", new JsonObject { ["id"] = group, ["packages"] = List("name", first.Name) }, user.Token);
        await site.MakeAsync("group_patch", new JsonObject { ["id"] = group, ["packages"] = List("id", second.Id.ToString()) }, user.Token);
        await site.MakeAsync("group_update", new JsonObject { ["id"] = group, ["users"] = List("name", user.Name, "admin") }, user.Token);

        Assert.Equal([second.Name], (await site.ResultAsync($"group_package_show?id={group}", user.Token)).AsArray().Select(found => (string)found!["name"]!));
        Assert.Equal(new[] { hidden.Name, second.Name }.Order(StringComparer.Ordinal), (await site.ResultAsync($"group_package_show?id={group}", site.Site.Token)).AsArray().Select(found => (string)found!["name"]!).Order(StringComparer.Ordinal));
        Assert.Equal((1, 2), ((int)(await site.ResultAsync($"group_show?id={group}", user.Token))["package_count"]!, (int)(await site.ResultAsync($"group_show?id={group}", site.Site.Token))["package_count"]!));
        Assert.Single((await site.ResultAsync($"group_package_show?id={group}&limit=1", site.Site.Token)).AsArray());
        Assert.Empty((await site.ResultAsync($"group_package_show?id={owner}", site.Site.Token)).AsArray());
    }

    [Fact]
    public async Task An_organization_with_datasets_stays_and_one_without_is_hidden_and_brought_back()
    {
        var (id, name) = await site.HasOrganizationAsync();
        var owned = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = name });
        Assert.Equal((409, "Organization cannot be deleted while it still has datasets"), await site.TryAsync("organization_delete", new JsonObject { ["id"] = name }, site.Site.Token));
        await site.MakeAsync("bulk_update_delete", new JsonObject { ["org_id"] = name, ["datasets"] = new JsonArray(owned.Id.ToString()) });

        await site.MakeAsync("organization_delete", new JsonObject { ["id"] = name });
        await site.MakeAsync("organization_delete", new JsonObject { ["id"] = name });
        var (status, answer) = await site.GetAsync($"organization_show?id={name}");
        Assert.Equal((403, $"Access denied: User  not authorized to read group {id}"), (status, (string)answer["error"]!["message"]!));
        Assert.Empty((await site.ResultAsync($"organization_list?organizations={name}")).AsArray());
        Assert.Equal("deleted", (string)(await site.ResultAsync($"organization_show?id={name}", site.Site.Token))["state"]!);

        await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["state"] = "active" });
        Assert.Single((await site.ResultAsync($"organization_list?organizations={name}")).AsArray());
        Assert.Equal((404, "Not found: Group was not found."), await site.TryAsync("organization_delete", new JsonObject { ["id"] = "nope" }, site.Site.Token));
    }

    [Fact]
    public async Task A_purge_frees_the_name_and_leaves_the_datasets()
    {
        var (_, name) = await site.HasOrganizationAsync();
        var (_, group) = await site.HasOrganizationAsync("group");
        var owned = await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = name, Groups = [group] });
        var before = (string)(await site.ResultAsync($"package_show?id={owned.Name}"))["metadata_modified"]!;
        await site.MakeAsync("organization_purge", new JsonObject { ["id"] = name });
        await site.MakeAsync("group_purge", new JsonObject { ["id"] = group });
        var shown = await site.ResultAsync($"package_show?id={owned.Name}");

        Assert.Null(shown["owner_org"]);
        Assert.Empty(shown["groups"]!.AsArray());
        Assert.True(string.CompareOrdinal((string)shown["metadata_modified"]!, before) > 0);
        Assert.Equal(404, (await site.TryAsync("organization_purge", new JsonObject { ["id"] = name }, site.Site.Token)).Status);
        await site.MakeAsync("organization_create", new JsonObject { ["name"] = name });
    }

    [Fact]
    public async Task Bulk_updates_change_what_is_the_organization_s_own_and_move_its_time()
    {
        var (_, name) = await site.HasOrganizationAsync();
        var (_, other) = await site.HasOrganizationAsync();
        var (mine, same, foreign) = (await HasAsync(name), await HasAsync(name), await HasAsync(other));
        await site.MakeAsync("bulk_update_private", new JsonObject { ["org_id"] = name, ["datasets"] = new JsonArray(same.Id.ToString()) });
        var before = await TimesAsync(mine, same, foreign);

        await site.MakeAsync("bulk_update_private", new JsonObject { ["org_id"] = name, ["datasets"] = new JsonArray(mine.Id.ToString(), same.Id.ToString(), foreign.Id.ToString(), "nope") });
        var after = await TimesAsync(mine, same, foreign);

        var hidden = await Task.WhenAll(new[] { mine, same, foreign }.Select(async one => (bool)(await site.ResultAsync($"package_show?id={one.Name}", site.Site.Token))["private"]!));
        Assert.Equal([true, true, false], hidden);
        Assert.Equal([1, 0, 0], before.Zip(after).Select(pair => Math.Sign(string.CompareOrdinal(pair.Second, pair.First))));
        Assert.Equal(403, (await site.GetAsync($"package_show?id={mine.Name}")).Status);
        await site.MakeAsync("bulk_update_public", new JsonObject { ["org_id"] = name, ["datasets"] = new JsonArray(mine.Id.ToString()) });
        Assert.Equal(200, (await site.GetAsync($"package_show?id={mine.Name}")).Status);
        Assert.Equal((409, """{"datasets":["Missing value"],"org_id":["Missing value"]}"""), await site.TryAsync("bulk_update_public", [], site.Site.Token));

        async Task<SavedPackage> HasAsync(string owner) => await site.Data.HasPackageAsync(People.NewName("ds"), CatalogSite.Ct, draft => draft with { OwnerOrg = owner });
        async Task<string[]> TimesAsync(params SavedPackage[] all) =>
            await Task.WhenAll(all.Select(async one => (string)(await site.ResultAsync($"package_show?id={one.Name}", site.Site.Token))["metadata_modified"]!));
    }

    private static JsonArray List(string key, string value, string? capacity = null)
    {
        var entry = new JsonObject { [key] = value };
        if (capacity is not null)
            entry["capacity"] = capacity;
        return [entry];
    }
}
