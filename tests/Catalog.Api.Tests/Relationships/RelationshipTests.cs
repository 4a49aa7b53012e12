using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Relationships;

/// <summary>What one dataset is to another (contract 2.8, 3.5 to 3.7).</summary>
public sealed class RelationshipTests(CatalogSite site)
{
    [Fact]
    public async Task A_relationship_is_told_from_both_sides_and_stands_in_both_datasets()
    {
        var (child, parent) = (await HasPackageAsync(), await HasPackageAsync());

        var made = await site.MakeAsync("package_relationship_create", Of(child, "child_of", parent, "why"));

        Assert.Equal($$"""{"subject":"{{child}}","type":"child_of","object":"{{parent}}","comment":"why"}""", made.ToJsonString());
        Assert.Equal($"[{made.ToJsonString()}]", (await site.ResultAsync($"package_relationships_list?id={child}")).ToJsonString());
        Assert.Equal($$"""[{"subject":"{{parent}}","type":"parent_of","object":"{{child}}","comment":"why"}]""", (await site.ResultAsync($"package_relationships_list?id={parent}&id2={child}&rel=parent_of")).ToJsonString());
        Assert.Equal("[]", (await site.ResultAsync($"package_relationships_list?id={parent}&rel=child_of")).ToJsonString());
        var (shown, other) = (await site.ResultAsync($"package_show?id={child}"), await site.ResultAsync($"package_show?id={parent}"));
        var entry = Assert.Single(shown["relationships_as_subject"]!.AsArray())!;
        Assert.Equal(["__extras", "comment", "id", "object", "subject", "type"], entry.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(((string)shown["id"]!, (string)other["id"]!), ((string)entry["__extras"]!["subject_package_id"]!, (string)entry["__extras"]!["object_package_id"]!));
        Assert.True(JsonNode.DeepEquals(entry, Assert.Single(other["relationships_as_object"]!.AsArray())));
        Assert.Empty(other["relationships_as_subject"]!.AsArray());
    }

    [Fact]
    public async Task The_reverse_word_means_the_same_relationship()
    {
        var (a, b) = (await HasPackageAsync(), await HasPackageAsync());
        await site.MakeAsync("package_relationship_create", Of(a, "dependency_of", b, "first"));

        await site.MakeAsync("package_relationship_update", Of(b, "depends_on", a, "second"));
        Assert.Equal("second", (string)Assert.Single((await site.ResultAsync($"package_relationships_list?id={a}")).AsArray())!["comment"]!);

        await site.MakeAsync("package_relationship_delete", Of(a, "dependency_of", b));
        Assert.Equal(404, (await site.TryAsync("package_relationship_delete", Of(a, "dependency_of", b), site.Site.Token)).Status);
        Assert.Equal(404, (await site.TryAsync("package_relationship_update", Of(a, "dependency_of", b), site.Site.Token)).Status);
    }

    [Fact]
    public async Task Both_datasets_must_be_the_callers_to_edit()
    {
        var editor = await site.HasUserAsync();
        var own = await site.HasOrganizationAsync(members: (editor, "editor"));
        var (mine, foreign) = (await HasPackageAsync(own.Name), await HasPackageAsync());
        var foreignId = (string)(await site.ResultAsync($"package_show?id={foreign}"))["id"]!;

        Assert.Equal((403, $"Access denied: User {editor.Name} not authorized to edit package {foreignId}"), await site.TryAsync("package_relationship_create", Of(mine, "links_to", foreign), editor.Token));
        Assert.Equal((403, $"Access denied: User  not authorized to edit package {foreignId}"), await site.TryAsync("package_relationship_create", Of(foreign, "links_to", mine), null));
        Assert.Equal(404, (await site.TryAsync("package_relationship_create", Of(mine, "links_to", "nope"), editor.Token)).Status);
        Assert.Equal(200, (await site.TryAsync("package_relationship_create", Of(mine, "links_to", await HasPackageAsync(own.Name)), editor.Token)).Status);
    }

    [Fact]
    public async Task A_hidden_dataset_is_not_told_of_by_its_relationships()
    {
        var (shown, hidden) = (await HasPackageAsync(), await HasPackageAsync());
        await site.MakeAsync("package_relationship_create", Of(shown, "links_to", hidden));
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = hidden, ["private"] = true });

        Assert.Equal("[]", (await site.ResultAsync($"package_relationships_list?id={shown}")).ToJsonString());
        Assert.Empty((await site.ResultAsync($"package_show?id={shown}"))["relationships_as_subject"]!.AsArray());
        Assert.Equal(403, (await site.GetAsync($"package_relationships_list?id={shown}&id2={hidden}")).Status);
        Assert.Equal(403, (await site.GetAsync($"package_relationships_list?id={hidden}")).Status);
        Assert.Single((await site.ResultAsync($"package_relationships_list?id={shown}", site.Site.Token)).AsArray());
    }

    [Theory]
    [InlineData("""{}""", """{"subject":["Missing value"],"object":["Missing value"],"type":["Missing value"]}""")]
    [InlineData("""{"subject": "trees", "object": "trees", "type": "bogus"}""",
        """{"type":["Value must be one of ['depends_on', 'dependency_of', 'derives_from', 'has_derivation', 'links_to', 'linked_from', 'child_of', 'parent_of']"]}""")]
    [InlineData("""{"subject": "trees", "object": "trees", "type": "links_to"}""", """{"object":["A dataset has no relationship with itself"]}""")]
    public async Task Wrong_input_is_told_by_field(string body, string words) =>
        Assert.Equal((409, words), await site.TryAsync("package_relationship_create", JsonNode.Parse(body)!.AsObject(), site.Site.Token));

    private static JsonObject Of(string subject, string type, string other, string? comment = null) =>
        new() { ["subject"] = subject, ["type"] = type, ["object"] = other, ["comment"] = comment };

    private async Task<string> HasPackageAsync(string organization = "workshop")
    {
        var name = People.NewName("related");
        await site.MakeAsync("package_create", new JsonObject { ["name"] = name, ["owner_org"] = organization });
        return name;
    }
}
