using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Schemas;

/// <summary>The form of ckanext-scheming: <c>{scheming_version, dataset_type, dataset_fields, resource_fields}</c>, of groups <c>{scheming_version, group_type, fields}</c> (contract 3.9).</summary>
public sealed class SchemaTests(CatalogSite site)
{
    [Fact]
    public async Task A_schema_lists_what_a_dataset_and_its_resources_are_written_with()
    {
        var types = await site.ResultAsync("scheming_dataset_schema_list");
        var schema = await site.ResultAsync("scheming_dataset_schema_show?type=dataset&expanded=false");

        Assert.Equal("""["dataset"]""", types.ToJsonString());
        Assert.Equal(("dataset", 2), ((string)schema["dataset_type"]!, (int)schema["scheming_version"]!));
        Assert.Superset(new HashSet<string> { "name", "title", "notes", "license_id", "owner_org", "tag_string" }, Names(schema["dataset_fields"]!));
        Assert.Superset(new HashSet<string> { "url", "name", "format", "description" }, Names(schema["resource_fields"]!));
        Assert.Equal(["name"], schema["dataset_fields"]!.AsArray().Where(field => (bool)field!["required"]!).Select(field => (string)field!["field_name"]!));
        Assert.All(schema["dataset_fields"]!.AsArray(), field => Assert.NotEqual("", (string)field!["label"]!));
    }

    [Theory]
    [InlineData("group")]
    [InlineData("organization")]
    public async Task Groups_and_organizations_have_one_schema_each(string kind)
    {
        var types = await site.ResultAsync($"scheming_{kind}_schema_list");
        var schema = await site.ResultAsync($"scheming_{kind}_schema_show?type={kind}");

        Assert.Equal($"[\"{kind}\"]", types.ToJsonString());
        Assert.Equal(kind, (string)schema[$"{kind}_type"]!);
        Assert.Superset(new HashSet<string> { "name", "title", "description", "image_url" }, Names(schema["fields"]!));
    }

    [Theory]
    [InlineData("dataset")]
    [InlineData("group")]
    [InlineData("organization")]
    public async Task An_unknown_type_is_a_404_and_a_missing_one_a_409(string kind)
    {
        var (unknown, _) = await site.GetAsync($"scheming_{kind}_schema_show?type=camel-photos");
        var (missing, error) = await site.GetAsync($"scheming_{kind}_schema_show");

        Assert.Equal((404, 409), (unknown, missing));
        Assert.Equal("""["Missing value"]""", error["error"]!["type"]!.ToJsonString());
    }

    private static HashSet<string> Names(JsonNode fields) => [.. fields.AsArray().Select(field => (string)field!["field_name"]!)];
}
