using Xunit;

namespace Catalog.Api.Tests.Packages;

/// <summary>package_list, resource_show, tag_list, license_list (contract 3.3).</summary>
public sealed class ListTests(CatalogSite site)
{
    [Fact]
    public async Task Names_of_public_datasets_are_sorted_and_cut()
    {
        var all = (await site.ResultAsync("package_list")).AsArray().Select(name => (string)name!).ToList();
        var admin = (await site.ResultAsync("package_list", site.Site.Token)).AsArray().Select(name => (string)name!).ToList();
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
        Assert.DoesNotContain(admin, name => name is "secret-trees" or "deleted-trees" or "draft-trees");
        // Other tests make datasets meanwhile: only what they cannot change is compared.
        Assert.Single((await site.ResultAsync("package_list?limit=1")).AsArray());
        Assert.InRange((await site.ResultAsync("package_list?offset=1")).AsArray().Count, all.Count - 1, all.Count + 1000);
        Assert.True((await site.ResultAsync("package_list?limit=0")).AsArray().Count >= all.Count);
        Assert.Empty((await site.ResultAsync("package_list?offset=1000000")).AsArray());
    }

    [Fact]
    public async Task A_resource_is_shown_as_in_its_dataset_and_found_by_id_only()
    {
        var shown = await site.ResultAsync($"resource_show?id={site.TreesId}");
        var inPackage = (await site.ResultAsync("package_show?id=trees"))["resources"]![0]!;
        var (byName, _) = await site.GetAsync("resource_show?id=trees");
        var (unknown, body) = await site.GetAsync($"resource_show?id={Guid.NewGuid()}");
        var (hidden, denied) = await site.GetAsync($"resource_show?id={site.SecretId}");

        Assert.Equal(inPackage.ToJsonString(), shown.ToJsonString());
        Assert.Equal((404, 404, "Not found: Resource was not found."), (byName, unknown, (string)body["error"]!["message"]!));
        Assert.Equal((403, $"Access denied: User  not authorized to read resource {site.SecretId}"), (hidden, (string)denied["error"]!["message"]!));
    }

    [Fact]
    public async Task Tags_are_those_of_public_datasets()
    {
        var names = (await site.ResultAsync("tag_list")).AsArray().Select(name => (string)name!).ToList();
        var objects = (await site.ResultAsync("tag_list?all_fields=true&query=OPEN DATA")).AsArray();
        var (vocabulary, _) = await site.GetAsync("tag_list?vocabulary_id=nope");

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("Πράσινο", names);
        Assert.DoesNotContain("secret-tag", names);
        Assert.Equal(["id", "name", "display_name", "vocabulary_id"], objects.Single()!.AsObject().Select(pair => pair.Key));
        Assert.Equal(404, vocabulary);
    }

    [Fact]
    public async Task Licences_have_texts_for_flags()
    {
        var licences = (await site.ResultAsync("license_list")).AsArray();

        Assert.Equal(15, licences.Count);
        Assert.Equal(("cc-by", "approved", "False", ""), ((string)licences[5]!["id"]!, (string)licences[5]!["od_conformance"]!, (string)licences[5]!["is_generic"]!, (string)licences[0]!["url"]!));
    }
}
