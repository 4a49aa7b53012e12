using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>
/// <c>dataset_version_list</c> gives versions newest first, <c>dataset_version_diff</c>
/// <c>{"from", "to", "total", "summary": {"added", "changed", "removed"}, "resources": [...], "rows": [{"_id", "change", "before", "after", "changed_fields"}]}</c>.
/// </summary>
public sealed class DatasetVersionTests(CatalogSite site)
{
    [Fact]
    public async Task The_versions_are_listed_newest_first_with_what_changed()
    {
        var list = (await site.ResultAsync("dataset_version_list?id=trees")).AsArray();

        Assert.Equal([3, 2, 1], list.Select(version => (int)version!["version"]!));
        Assert.Equal([true, false, false], list.Select(version => (bool)version!["is_current"]!));
        Assert.Equal((1, 1, 1), Counts(list[1]!["resources"]![0]!));
        Assert.Equal((1, 2, 0), Counts(list[0]!["resources"]![0]!));
        Assert.Equal((3, 0, 0), Counts(list[2]!["resources"]![0]!));
        Assert.Null(list[2]!["base_version"]);
    }

    [Fact]
    public async Task One_version_names_its_hashes_its_files_and_its_address()
    {
        var version = await site.ResultAsync("dataset_version_show?id=trees&version=1");

        Assert.EndsWith("/dataset/trees/v/1", (string)version["url"]!, StringComparison.Ordinal);
        Assert.EndsWith("/dataset/trees/v/1/trees.csv", (string)version["resources"]![0]!["url"]!, StringComparison.Ordinal);
        Assert.Matches("^sha256:[0-9a-f]{64}$", (string)version["content_hash"]!);
        Assert.Matches("/dataset/trees/source/[0-9a-f]{64}$", (string)version["resources"]![0]!["files"]![0]!["url"]!);
        Assert.Equal("δέντρα.csv", (string)version["resources"]![0]!["files"]![0]!["name"]!);
    }

    [Fact]
    public async Task The_difference_of_two_versions_has_each_row_before_and_after()
    {
        var diff = await site.ResultAsync("dataset_version_diff?id=trees&from=1&to=2&resource_id=trees");

        Assert.Equal((1, 1, 1), Counts(diff["summary"]!));
        Assert.Equal(3, (int)diff["total"]!);
        Assert.Equal(["changed", "removed", "added"], diff["rows"]!.AsArray().Select(row => (string)row!["change"]!));
        var changed = diff["rows"]![0]!;
        Assert.Equal(("12.50", "13.25"), (changed["before"]!["height"]!.ToJsonString(), changed["after"]!["height"]!.ToJsonString()));
        Assert.Equal(["height"], changed["changed_fields"]!.AsArray().Select(name => (string)name!));
        Assert.Null(diff["rows"]![1]!["after"]);
        Assert.Null(diff["rows"]![2]!["before"]);
    }

    [Fact]
    public async Task A_difference_read_backwards_mirrors_it_and_of_a_version_with_itself_is_empty()
    {
        var forwards = await site.ResultAsync("dataset_version_diff?id=trees&from=1&to=3");
        var backwards = await site.ResultAsync("dataset_version_diff?id=trees&from=3&to=1");
        var none = await site.ResultAsync("dataset_version_diff?id=trees&from=2&to=2");

        Assert.Equal((int)forwards["summary"]!["added"]!, (int)backwards["summary"]!["removed"]!);
        Assert.Equal((int)forwards["total"]!, (int)backwards["total"]!);
        Assert.Equal(0, (int)none["total"]!);
        Assert.Empty(none["rows"]!.AsArray());
    }

    [Fact]
    public async Task Pages_of_a_difference_join_to_the_whole_over_all_resources()
    {
        var whole = (await site.ResultAsync("dataset_version_diff?id=trees&from=0&to=3")).AsObject();
        var pages = new List<string>();
        for (var offset = 0; offset < (int)whole["total"]! + 2; offset += 2)
            pages.AddRange((await site.ResultAsync($"dataset_version_diff?id=trees&from=0&to=3&limit=2&offset={offset}"))["rows"]!.AsArray().Select(row => row!.ToJsonString()));

        Assert.Equal(8, pages.Count);
        Assert.Equal(whole["rows"]!.AsArray().Select(row => row!.ToJsonString()), pages);
    }

    [Theory]
    [InlineData("dataset_version_diff?id=trees&from=1&to=99", 409, "to")]
    [InlineData("dataset_version_diff?id=trees&from=x", 409, "from")]
    [InlineData("dataset_version_diff?id=trees&from=-1", 409, "from")]
    [InlineData("dataset_version_diff?id=trees&resource_id=nope", 404, "message")]
    [InlineData("dataset_version_show?id=trees&version=99", 404, "message")]
    [InlineData("dataset_version_show?id=trees&version=0", 409, "version")]
    [InlineData("dataset_version_show?id=trees&as_of=yesterday", 409, "as_of")]
    [InlineData("dataset_version_list?id=nope", 404, "message")]
    [InlineData("dataset_version_list?id=secret-trees", 403, "message")]
    [InlineData("dataset_version_diff?id=secret-trees&from=0&to=1", 403, "message")]
    public async Task What_cannot_be_answered_says_which_parameter_is_wrong(string call, int status, string key)
    {
        var (code, body) = await site.GetAsync(call);

        Assert.Equal(status, code);
        Assert.True(body["error"]!.AsObject().ContainsKey(key), body.ToJsonString());
    }

    [Fact]
    public async Task A_row_says_which_line_of_which_file_it_came_from()
    {
        var origin = await site.ResultAsync($"row_provenance?resource_id={site.TreesId}&_id=2&version=1");

        Assert.Equal((3, 1, 1), ((int)origin["line"]!, (int)origin["column"]!, (int)origin["since_version"]!));
        Assert.Equal("δέντρα.csv", (string)origin["file"]!["name"]!);
    }

    [Fact]
    public async Task The_origin_of_a_private_row_is_not_told()
    {
        var (status, _) = await site.GetAsync($"row_provenance?resource_id={site.SecretId}&_id=1");

        Assert.Equal(403, status);
    }

    [Fact]
    public async Task A_resource_that_came_later_is_all_added()
    {
        var draft = (string[] names) => site.Data.HasPackageAsync("growing", CatalogSite.Ct, d => d with
        {
            Resources = [.. names.Select(name => new OpenData.Core.Packages.ResourceDraft { Name = name, HasTable = true })],
        });
        var first = CatalogSite.TreeTable(("X", null, null, null, null, null));
        await site.Data.PublishAsync(await draft(["trees"]), CatalogSite.Ct, first);
        await site.Data.PublishAsync(await draft(["trees", "more"]), CatalogSite.Ct, first, first with { Resource = "more" });

        var diff = await site.ResultAsync("dataset_version_diff?id=growing&from=1&to=2");
        var back = await site.ResultAsync("dataset_version_diff?id=growing&from=2&to=1");

        Assert.Equal(((1, 0, 0), "more"), (Counts(diff["summary"]!), (string)diff["rows"]![0]!["resource"]!));
        Assert.Equal((0, 0, 1), Counts(back["summary"]!));
    }

    private static (int Added, int Changed, int Removed) Counts(JsonNode node) => ((int)node["added"]!, (int)node["changed"]!, (int)node["removed"]!);
}
