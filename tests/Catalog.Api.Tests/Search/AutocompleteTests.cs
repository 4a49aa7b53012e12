using System.Net;
using System.Text.Json.Nodes;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Search;

/// <summary>What is offered while somebody types (contract 3.3, 6.6), and resource_search. Words that no other test uses.</summary>
public sealed class AutocompleteTests(CatalogSite site) : IAsyncLifetime
{
    private static readonly SemaphoreSlim Once = new(1);
    private static bool _made;

    public async ValueTask InitializeAsync()
    {
        await Once.WaitAsync(CatalogSite.Ct);
        try
        {
            if (!_made)
                await MakeAsync();
            _made = true;
        }
        finally
        {
            Once.Release();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task MakeAsync()
    {
        await HasAsync("quartz-mines", "Quarries and mines", "active", false, ["quartz", "quarry sites"], ("Quartz a", "QZX", "http://q.example/a"), ("Quartz b", "QZX", "http://q.example/b"), ("Other", "QZY", "http://q.example/c"));
        await HasAsync("stone-list", "Λίστα με Quarzite (χαλαζίας)", "active", false, ["stones"], ("Stones", "QZY", "http://stones.example/q"));
        await HasAsync("quartz-secret", "Quartz of the army", "active", true, ["quartz secret"], ("Secret quartz", "QZSECRET", "http://q.example/secret"));
        await HasAsync("quartz-draft", "Quartz draft", "draft", false, ["quartz draft"], ("Draft quartz", "QZDRAFT", "http://q.example/draft"));
        await HasAsync("quartz-gone", "Quartz gone", "deleted", false, ["quartz gone"], ("Gone quartz", "QZGONE", "http://q.example/gone"));
    }

    private Task<SavedPackage> HasAsync(string name, string title, string state, bool isPrivate, string[] tags, params (string Name, string Format, string Url)[] resources) =>
        site.Data.HasPackageAsync(name, CatalogSite.Ct, draft => draft with
        {
            Title = new Dictionary<string, string> { ["en"] = title }, State = state, Private = isPrivate, OwnerOrg = "city", Tags = tags,
            Resources = [.. resources.Select(r => new ResourceDraft { Name = r.Name, Format = r.Format, Url = r.Url })],
        });

    [Fact]
    public async Task Datasets_are_offered_by_name_and_by_title()
    {
        Assert.Equal("""[{"name":"quartz-mines","title":"Quarries and mines","match_field":"name","match_displayed":"quartz-mines"}]""", (await site.ResultAsync("package_autocomplete?q=QUARTZ-")).ToJsonString());
        Assert.Equal("""[{"name":"quartz-mines","title":"Quarries and mines","match_field":"title","match_displayed":"Quarries and mines (quartz-mines)"}]""", (await site.ResultAsync("package_autocomplete?q=quarrie")).ToJsonString());
        Assert.Equal(["stone-list"], (await site.ResultAsync("package_autocomplete?q=χαλαζιας")).AsArray().Select(item => (string?)item!["name"]));
        Assert.Equal(2, (await site.ResultAsync("package_autocomplete?q=quar")).AsArray().Count);
        Assert.Single((await site.ResultAsync("package_autocomplete?q=quar&limit=1")).AsArray());
        Assert.Empty((await site.ResultAsync("package_autocomplete?q=q")).AsArray());
        Assert.Equal("""{"q":["Missing value"],"__type":"Validation Error"}""", (await site.GetAsync("package_autocomplete")).Body["error"]!.ToJsonString());
    }

    [Fact]
    public async Task Formats_come_in_lower_case_by_frequency()
    {
        Assert.Equal("""["qzx","qzy"]""", (await site.ResultAsync("format_autocomplete?q=qz")).ToJsonString());
        Assert.Equal("""["qzx"]""", (await site.ResultAsync("format_autocomplete?q=QZ&limit=1")).ToJsonString());
        Assert.Equal(409, (await site.GetAsync("format_autocomplete")).Status);
    }

    [Fact]
    public async Task Tags_are_found_by_every_text_given()
    {
        var found = await site.ResultAsync("tag_search?query=quar");

        Assert.Equal(2, (int)found["count"]!);
        Assert.Equal(["id", "name", "vocabulary_id"], found["results"]![0]!.AsObject().Select(pair => pair.Key));
        Assert.Equal("""["quarry sites","quartz"]""", (await site.ResultAsync("tag_autocomplete?query=QUAR")).ToJsonString());
        Assert.Equal("""["quarry sites"]""", (await site.ResultAsync("tag_autocomplete?q=quar&limit=1")).ToJsonString());
        Assert.Equal("""["quarry sites"]""", (await site.ResultAsync("tag_autocomplete?query=quar&query=site")).ToJsonString());
        Assert.Equal("[]", (await site.ResultAsync("tag_autocomplete")).ToJsonString());
        Assert.Equal("""{"count":0,"results":[]}""", (await site.ResultAsync("tag_search")).ToJsonString());
        Assert.Equal(2, (int)(await site.ResultAsync("tag_search?query=quar&limit=1&offset=1"))["count"]!);
        Assert.Equal(404, (await site.GetAsync("tag_search?query=x&vocabulary_id=nope")).Status);
    }

    [Theory]
    [InlineData("query=format:qzx", "Quartz a|Quartz b")]
    [InlineData("query=format:qz&query=name:other", "Other")]
    [InlineData("query=url:q.example&order_by=url&limit=2&offset=1", "Quartz b|Other")]
    [InlineData("query=name:50%25_", "")]
    [InlineData("query=hash:abc", "")]
    public async Task Resources_are_found_by_parts_of_their_fields(string query, string names) =>
        Assert.Equal(names, string.Join('|', (await site.ResultAsync($"resource_search?{query}"))["results"]!.AsArray().Select(resource => (string?)resource!["name"])));

    [Theory]
    [InlineData("", """{"query":"Missing value","__type":"Validation Error"}""")]
    [InlineData("query=nocolon", """{"query":"Must be <field>:<value> pair(s)","__type":"Validation Error"}""")]
    [InlineData("query=bogus:x", """{"query":"Field \"bogus\" not recognised in resource_search.","__type":"Validation Error"}""")]
    public async Task A_wrong_resource_search_says_so_by_a_text(string query, string error)
    {
        var (status, body) = await site.GetAsync($"resource_search?{query}");

        Assert.Equal((409, error), (status, body["error"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
    }

    [Fact]
    public async Task Private_draft_and_deleted_datasets_are_offered_by_no_door()
    {
        foreach (var request in new[] { "package_autocomplete?q=quartz&limit=100", "format_autocomplete?q=qz&limit=100", "tag_autocomplete?query=quartz", "tag_search?query=quartz", "resource_search?query=name:quartz", "package_search?q=quarts armi&suggest=true" })
        {
            var text = (await site.ResultAsync(request)).ToJsonString();
            foreach (var secret in new[] { "secret", "SECRET", "army", "draft", "DRAFT", "gone", "GONE" })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/api/2/util/dataset/autocomplete?incomplete=quartz-", """{"ResultSet":{"Result":[{"name":"quartz-mines","title":"Quarries and mines","match_field":"name","match_displayed":"quartz-mines"}]}}""")]
    [InlineData("/api/util/dataset/autocomplete?incomplete=q", """{"ResultSet":{"Result":[]}}""")]
    [InlineData("/api/util/dataset/autocomplete", """{"ResultSet":{"Result":[]}}""")]
    [InlineData("/api/1/util/tag/autocomplete?incomplete=quarry", """{"ResultSet":{"Result":[{"Name":"quarry sites"}]}}""")]
    [InlineData("/api/3/util/resource/format_autocomplete?incomplete=qz&limit=1", """{"ResultSet":{"Result":[{"Format":"qzx"}]}}""")]
    [InlineData("/api/2/util/resource/format_autocomplete?incomplete=qz&limit=1&callback=cb", """cb({"ResultSet":{"Result":[{"Format":"qzx"}]}});""")]
    public async Task Helpers_of_pages_answer_without_the_envelope(string path, string body)
    {
        using var response = await site.Client.GetAsync(path, CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(CatalogSite.Ct));
    }

    [Theory]
    [InlineData("/api/2/util/dataset/autocomplete?incomplete=ab&limit=x", 409)]
    [InlineData("/api/2/util/dataset/autocomplete?incomplete=ab&callback=alert(1)", 400)]
    [InlineData("/api/2/util/is_slug_valid", 404)]
    [InlineData("/api/i18n/zz", 400)]
    [InlineData("/api/i18n/el", 200)]
    public async Task Other_helpers_and_wrong_values_have_their_status(string path, int status)
    {
        using var response = await site.Client.GetAsync(path, CatalogSite.Ct);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(CatalogSite.Ct)));
    }

    [Fact]
    public async Task The_newest_datasets_come_with_their_resources()
    {
        var two = (await site.ResultAsync("current_package_list_with_resources?limit=2")).AsArray();
        var second = (await site.ResultAsync("current_package_list_with_resources?limit=1&page=2")).AsArray();

        Assert.Equal(2, two.Count);
        Assert.True(string.CompareOrdinal((string)two[0]!["metadata_modified"]!, (string)two[1]!["metadata_modified"]!) >= 0);
        Assert.True(JsonNode.DeepEquals(await site.ResultAsync($"package_show?id={two[0]!["id"]}"), two[0]));
        Assert.Single(second);
        Assert.Empty((await site.ResultAsync("current_package_list_with_resources?limit=0")).AsArray());
        Assert.Equal(409, (await site.GetAsync("current_package_list_with_resources?limit=x")).Status);
    }
}
