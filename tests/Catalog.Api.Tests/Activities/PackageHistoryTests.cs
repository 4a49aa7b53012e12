using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Activities;

/// <summary>package_show with activity_id, version or as_of: the dataset as it was, with addresses that download the bytes of that time.</summary>
public sealed class PackageHistoryTests(CatalogSite site)
{
    [Fact]
    public async Task A_version_shows_its_own_hash_and_size_and_its_address_downloads_those_bytes()
    {
        for (var version = 1; version <= 3; version++)
        {
            var shown = await site.ResultAsync($"package_show?id=trees&version={version}");

            Assert.Equal((version, $"/dataset/trees/v/{version}"), ((int)shown["version_number"]!, new Uri((string)shown["version_url"]!).AbsolutePath));
            var trees = shown["resources"]!.AsArray().Single(resource => (string)resource!["name"]! == "trees")!;
            var bytes = await site.Client.GetByteArrayAsync(new Uri((string)trees["url"]!), CatalogSite.Ct);
            Assert.Equal(bytes.Length, (int)trees["size"]!);
            Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), (string)trees["hash"]!);
        }

        Assert.NotEqual(await HashAsync(1), await HashAsync(3));

        async Task<string> HashAsync(int version) => (string)(await site.ResultAsync($"package_show?id=trees&version={version}"))["resources"]![0]!["hash"]!;
    }

    [Fact]
    public async Task An_activity_shows_the_labels_and_data_of_its_time()
    {
        var activities = (await site.ResultAsync("package_activity_list?id=trees&limit=100")).AsArray();
        var first = activities.Last(one => (string?)one!["data"]!["package"]!["version"] == "1.0.0")!;

        var shown = await site.ResultAsync($"package_show?id=trees&activity_id={first["id"]}");

        Assert.Equal("1.0.0", (string)shown["version"]!);
        Assert.False(shown.AsObject().ContainsKey("version_number"));
        var trees = shown["resources"]!.AsArray().Single(resource => (string)resource!["name"]! == "trees")!;
        Assert.EndsWith("/v/1/trees.csv", (string)trees["url"]!, StringComparison.Ordinal);
        Assert.Contains("12.50", await site.Client.GetStringAsync(new Uri((string)trees["url"]!), CatalogSite.Ct), StringComparison.Ordinal);
        Assert.Equal("http://example.org/manual.pdf", (string)shown["resources"]!.AsArray().Single(resource => (string)resource!["name"]! == "manual")!["url"]!);
    }

    [Fact]
    public async Task A_time_shows_the_last_state_before_it()
    {
        var name = People.NewName("timed");
        await site.MakeAsync("package_create", new JsonObject { ["name"] = name, ["owner_org"] = "workshop", ["notes"] = "first" });
        await site.MakeAsync("package_patch", new JsonObject { ["id"] = name, ["notes"] = "second" });
        var activities = await site.ResultAsync($"package_activity_list?id={name}");

        Assert.Equal("first", (string)(await site.ResultAsync($"package_show?id={name}&as_of={activities[1]!["timestamp"]}"))["notes"]!);
        Assert.Equal("second", (string)(await site.ResultAsync($"package_show?id={name}&as_of={activities[0]!["timestamp"]}"))["notes"]!);
        Assert.Equal("second", (string)(await site.ResultAsync($"package_show?id={name}&as_of=2999-01-01"))["notes"]!);
        Assert.Equal(404, (await site.GetAsync($"package_show?id={name}&as_of=2001-01-01")).Status);
    }

    [Fact]
    public async Task An_activity_of_another_dataset_is_not_found()
    {
        var activity = (string)(await site.ResultAsync("package_activity_list?id=trees"))[0]!["id"]!;
        var name = People.NewName("other");
        await site.MakeAsync("package_create", new JsonObject { ["name"] = name, ["owner_org"] = "workshop" });

        Assert.Equal(404, (await site.GetAsync($"package_show?id={name}&activity_id={activity}")).Status);
    }

    [Theory]
    [InlineData("version=0", 409)]
    [InlineData("version=x", 409)]
    [InlineData("version=99", 404)]
    [InlineData("version=99999999999999999999", 409)]
    [InlineData("as_of=yesterday", 409)]
    [InlineData("as_of=2024-01-01&version=1", 409)]
    [InlineData("activity_id=nope", 404)]
    [InlineData("activity_id=nope&version=1", 409)]
    [InlineData("as_of=0001-01-01", 404)]
    public async Task What_never_was_is_an_error(string query, int status) =>
        Assert.Equal(status, (await site.GetAsync($"package_show?id=trees&{query}")).Status);

    [Theory]
    [InlineData("secret-trees")]
    [InlineData("draft-trees")]
    [InlineData("deleted-trees")]
    public async Task The_past_of_a_hidden_dataset_is_hidden(string name)
    {
        foreach (var query in new[] { "version=1", "as_of=2999-01-01", "activity_id=nope" })
            Assert.Equal(403, (await site.GetAsync($"package_show?id={name}&{query}")).Status);
    }
}
