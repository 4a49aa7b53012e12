using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Catalog.Api.Tests.Packages;

/// <summary>
/// The shape of a dataset (contract 2.2, 2.3): the very set of keys, in the envelope
/// <c>{"help": "…/api/3/action/help_show?name=package_show", "success": true, "result": {…}}</c>.
/// </summary>
public sealed partial class PackageShowTests(CatalogSite site)
{
    private static readonly string[] Keys =
    [
        "author", "author_email", "creator_user_id", "extras", "groups", "id", "isopen", "license_id", "license_title", "license_url", "maintainer",
        "maintainer_email", "metadata_created", "metadata_modified", "name", "notes", "num_resources", "num_tags", "organization", "owner_org", "private",
        "relationships_as_object", "relationships_as_subject", "resources", "state", "tags", "title", "type", "url", "version",
    ];

    private static readonly string[] ResourceKeys =
    [
        "cache_last_updated", "cache_url", "created", "datastore_active", "description", "format", "hash", "id", "last_modified", "metadata_modified",
        "mimetype", "mimetype_inner", "name", "package_id", "position", "resource_type", "size", "state", "url", "url_type",
    ];

    [Fact]
    public async Task A_dataset_has_exactly_the_keys_of_CKAN()
    {
        var package = (await site.ResultAsync("package_show?id=trees")).AsObject();

        Assert.Equal(Keys, package.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(ResourceKeys, package["resources"]![1]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["approval_status", "created", "description", "id", "image_url", "is_organization", "name", "state", "title", "type"],
            package["organization"]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["display_name", "id", "name", "state", "vocabulary_id"], package["tags"]![0]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_value_arrives_as_it_was_written()
    {
        var package = await site.ResultAsync("package_show?id=trees");

        Assert.Equal(("Δέντρα της πόλης", "Καταγραφή των δέντρων", "Gardens office"), ((string)package["title"]!, (string)package["notes"]!, (string)package["author"]!));
        Assert.Equal(("cc-by", "Creative Commons Attribution", true), ((string)package["license_id"]!, (string)package["license_title"]!, (bool)package["isopen"]!));
        Assert.Equal(["open data", "trees", "Πράσινο"], package["tags"]!.AsArray().Select(tag => (string)tag!["name"]!));
        Assert.Equal(["notes_translated", "spatial", "title_translated"], package["extras"]!.AsArray().Select(extra => (string)extra!["key"]!));
        Assert.Equal("Trees of the city", (string)JsonNode.Parse((string)package["extras"]![2]!["value"]!)!["en"]!);
        Assert.Equal(("city", "Δήμος", "Ο δήμος", ""), ((string)package["organization"]!["name"]!, (string)package["organization"]!["title"]!,
            (string)package["organization"]!["description"]!, (string)package["organization"]!["image_url"]!));
        Assert.Equal((3, 3), ((int)package["num_resources"]!, (int)package["num_tags"]!));
        Assert.Matches(Timestamp(), (string)package["metadata_created"]!);
        Assert.Matches(Timestamp(), (string)package["metadata_modified"]!);
    }

    [Fact]
    public async Task A_resource_that_a_source_feeds_is_an_upload_with_the_hash_of_its_current_data()
    {
        var package = await site.ResultAsync("package_show?id=trees");
        var trees = package["resources"]![0]!;

        Assert.Equal($"{site.Client.BaseAddress}dataset/{site.Trees.Id}/resource/{site.TreesId}/download/trees.csv", (string)trees["url"]!);
        Assert.Equal(("upload", "CSV", "text/csv", true, 0), ((string)trees["url_type"]!, (string)trees["format"]!, (string)trees["mimetype"]!, (bool)trees["datastore_active"]!, (int)trees["position"]!));
        Assert.Matches("^sha256:[0-9a-f]{64}$", (string)trees["hash"]!);
        Assert.Equal(("https://example.org/s", 7), ((string)trees["schema_url"]!, (int)trees["rank"]!));
        Assert.Equal("1.2.0", (string)package["version"]!);   // rows came and went in versions 2 and 3
    }

    [Fact]
    public async Task A_link_keeps_its_own_address_and_gets_a_scheme()
    {
        var manual = (await site.ResultAsync("package_show?id=trees"))["resources"]![2]!;

        Assert.Equal(("http://example.org/manual.pdf", false, "PDF"), ((string)manual["url"]!, (bool)manual["datastore_active"]!, (string)manual["format"]!));
    }

    [Theory]
    [InlineData("id=trees")]
    [InlineData("name_or_id=trees")]
    public async Task Id_name_and_the_old_alias_find_the_same_dataset(string query)
    {
        var package = await site.ResultAsync($"package_show?{query}");

        Assert.Equal(site.Trees.Id.ToString(), (string)package["id"]!);
        Assert.Equal("trees", (string)(await site.ResultAsync($"package_show?id={site.Trees.Id}"))["name"]!);
    }

    [Theory]
    [InlineData("no-such-dataset")]
    [InlineData("TREES")]
    [InlineData("%C3%28")]
    public async Task Unknown_dataset_is_a_404_in_the_CKAN_envelope(string id)
    {
        var (status, body) = await site.GetAsync($"package_show?id={id}");

        Assert.Equal((404, "Not Found Error", "Not found", false), (status, (string)body["error"]!["__type"]!, (string)body["error"]!["message"]!, (bool)body["success"]!));
    }

    [Fact]
    public async Task Without_an_id_the_key_that_is_missing_is_name_or_id()
    {
        var (status, body) = await site.GetAsync("package_show");

        Assert.Equal((409, """{"name_or_id":["Missing value"],"__type":"Validation Error"}"""), (status, body["error"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("secret-trees")]
    [InlineData("deleted-trees")]
    [InlineData("draft-trees")]
    public async Task What_is_not_public_is_a_403_for_strangers_and_shown_to_a_sysadmin(string name)
    {
        var (status, body) = await site.GetAsync($"package_show?id={name}");
        var package = await site.ResultAsync($"package_show?id={name}", site.Site.Token);

        Assert.Equal((403, "Authorization Error", $"Access denied: User  not authorized to read package {package["id"]}"),
            (status, (string)body["error"]!["__type"]!, (string)body["error"]!["message"]!));
        Assert.Equal(name, (string)package["name"]!);
    }

    [Fact]
    public async Task Saving_what_is_stored_already_does_not_touch_the_time_of_change()
    {
        var before = await site.Data.HasPackageAsync("kept", CatalogSite.Ct, draft => draft with { Tags = ["a tag"], Resources = [new() { Name = "x", HasTable = true }] });
        var modified = (string)(await site.ResultAsync("package_show?id=kept"))["metadata_modified"]!;

        var again = await site.Data.HasPackageAsync("kept", CatalogSite.Ct, draft => draft with { Tags = ["a tag"], Resources = [new() { Name = "x", HasTable = true }] });
        var other = await site.Data.HasPackageAsync("kept", CatalogSite.Ct, draft => draft with { Tags = ["b tag"], Resources = [new() { Name = "y", HasTable = true }, new() { Name = "x", HasTable = true }] });
        var shown = await site.ResultAsync("package_show?id=kept");

        Assert.Equal((false, true), (again.Changed, other.Changed));
        Assert.Equal(before.Resources[0], other.Resources[1]);
        Assert.True(string.CompareOrdinal(modified, (string)shown["metadata_modified"]!) < 0);
        Assert.Equal(["y", "x"], shown["resources"]!.AsArray().Select(resource => (string)resource!["name"]!));
        Assert.Equal(["b tag"], shown["tags"]!.AsArray().Select(tag => (string)tag!["name"]!));
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$")]
    private static partial Regex Timestamp();
}
