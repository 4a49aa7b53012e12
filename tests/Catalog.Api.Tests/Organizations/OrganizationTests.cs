using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Organizations;

/// <summary>organization_list, organization_show, group_list (contract 2.6, 3.3): names, or objects; keys come and go with their options.</summary>
public sealed class OrganizationTests(CatalogSite site)
{
    private static readonly string[] ListKeys =
    [
        "approval_status", "created", "description", "display_name", "id", "image_display_url", "image_url", "is_organization", "name", "num_followers", "package_count", "state", "title", "type",
    ];

    private static IEnumerable<string> Keys(JsonNode node) => node.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal);

    [Fact]
    public async Task The_list_has_names_and_with_all_fields_objects()
    {
        var names = (await site.ResultAsync("organization_list")).AsArray().Select(name => (string)name!).ToList();
        var objects = (await site.ResultAsync("organization_list?all_fields=true&organizations=city&organizations=nope")).AsArray();

        Assert.Contains("city", names);
        Assert.Contains("region", names);
        Assert.Equal(ListKeys, Keys(objects.Single()!));
        Assert.Equal(("city", "Δήμος", "Δήμος", "", true), ((string)objects[0]!["name"]!, (string)objects[0]!["title"]!, (string)objects[0]!["display_name"]!, (string)objects[0]!["image_url"]!, (bool)objects[0]!["is_organization"]!));
    }

    [Theory]
    [InlineData("limit=0", "")]
    [InlineData("organizations=city&organizations=region&sort=name asc", "city,region")]
    [InlineData("organizations=city&organizations=region&sort=name desc", "region,city")]
    [InlineData("organizations=city&organizations=region", "city,region")]
    [InlineData("organizations=city&organizations=region&sort=package_count", "city")]
    [InlineData("organizations=city&organizations=region&limit=1&offset=1&order_by=title", "region")]
    [InlineData("organizations=city&q=ΔΉΜ", "city")]
    [InlineData("organizations=city&q=100%", "")]
    [InlineData("organizations=city&type=group", "")]
    public async Task The_list_is_narrowed_sorted_and_cut(string query, string names) =>
        Assert.Equal(names, string.Join(',', (await site.ResultAsync($"organization_list?{query}")).AsArray().Select(name => (string)name!)));

    [Theory]
    [InlineData("sort=foo", "Cannot sort by field `foo`")]
    [InlineData("sort=name sideways", "Invalid sort direction `sideways`")]
    [InlineData("sort=name asc, title asc", "Too many sort criteria provided only 1 allowed")]
    public async Task A_wrong_sort_is_a_message(string query, string message)
    {
        var (status, body) = await site.GetAsync($"organization_list?{query}");

        Assert.Equal((409, message), (status, (string)body["error"]!["message"]!));
    }

    [Fact]
    public async Task One_organization_has_everything_but_its_datasets()
    {
        var city = await site.ResultAsync("organization_show?id=city");
        var withDatasets = await site.ResultAsync("organization_show?id=city&include_datasets=true&include_users=false&include_dataset_count=false");

        Assert.Equal([.. ListKeys.Concat(["extras", "groups", "tags", "users"]).Order(StringComparer.Ordinal)], Keys(city));
        Assert.Equal((string)city["id"]!, (string)(await site.ResultAsync($"organization_show?id={city["id"]}"))["id"]!);
        Assert.False(withDatasets.AsObject().ContainsKey("users") || withDatasets.AsObject().ContainsKey("package_count"));
        Assert.Contains("trees", withDatasets["packages"]!.AsArray().Select(package => (string)package!["name"]!));
        Assert.DoesNotContain("secret-trees", withDatasets.ToJsonString(), StringComparison.Ordinal);
        Assert.All(withDatasets["packages"]!.AsArray(), package => Assert.False(package!.AsObject().ContainsKey("resources")));
    }

    [Fact]
    public async Task Counts_are_of_what_the_caller_may_see()
    {
        var public_ = (int)(await site.ResultAsync("organization_show?id=city"))["package_count"]!;
        var all = (int)(await site.ResultAsync("organization_show?id=city", site.Site.Token))["package_count"]!;

        Assert.True(public_ > 0 && all > public_, $"{public_} of {all}: the private one is counted for the sysadmin only");   // other tests put datasets there too
    }

    [Theory]
    [InlineData("organization_show?id=nope", 404)]
    [InlineData("organization_show", 409)]
    [InlineData("organization_show?id=city&include_users=maybe", 409)]
    [InlineData("group_list", 200)]
    [InlineData("group_list?all_fields=true", 200)]
    public async Task Statuses_are_those_of_CKAN(string call, int status) => Assert.Equal(status, (await site.GetAsync(call)).Status);
}
