using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>Whatever is sent to the writing actions of the DataStore is answered, never with a 5xx (security rules 7, 8), and what is refused leaves nothing.</summary>
public sealed class HostileWriteTests(CatalogSite site)
{
    private static readonly string[] Actions = ["datastore_create", "datastore_upsert", "datastore_delete", "datastore_records_delete"];

    [Theory]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"x\":")]
    [InlineData("{\"x\":1,,}")]
    [InlineData("{\"x\":+1}")]
    [InlineData("{\"x\":\"\\u12\"}")]
    [InlineData("{\"x\":\"\\ud801\"}")]
    [InlineData("{\"x\":1e999}")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}")]
    [InlineData("{\"name\":\"a\\u0000b\"}")]
    [InlineData("{\"$type\":\"System.IO.FileInfo\"}")]
    [InlineData("{\"resource_id\":[]}")]
    [InlineData("{\"resource_id\":{}}")]
    [InlineData("{\"resource_id\":true}")]
    [InlineData("{\"resource_id\":5}")]
    [InlineData("{\"resource\":\"x\"}")]
    [InlineData("{\"resource\":{\"package_id\":[]}}")]
    public async Task Bodies_that_mean_nothing_are_refused(string body)
    {
        foreach (var action in Actions)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/3/action/{action}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation("Authorization", site.Site.Token);
            using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
            Assert.True((int)response.StatusCode is 400 or 404 or 409, $"{action} {body}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(CatalogSite.Ct)}");
        }
    }

    [Theory]
    [InlineData("\"fields\": {}")]
    [InlineData("\"fields\": [[]]")]
    [InlineData("\"fields\": [{\"id\": \"a\", \"type\": []}]")]
    [InlineData("\"fields\": [{\"id\": \"a\", \"type\": \"int\", \"info\": \"x\"}]")]
    [InlineData("\"primary_key\": {}")]
    [InlineData("\"primary_key\": [[]]")]
    [InlineData("\"indexes\": {}")]
    [InlineData("\"indexes\": [[[]]]")]
    [InlineData("\"indexes\": [\"d\"]")]
    [InlineData("\"primary_key\": \"d\"")]
    [InlineData("\"aliases\": {}")]
    [InlineData("\"aliases\": [\"\"]")]
    [InlineData("\"aliases\": [\"a\\\"b\"]")]
    [InlineData("\"records\": 5")]
    [InlineData("\"records\": [[]]")]
    [InlineData("\"records\": [null]")]
    [InlineData("\"records\": [{\"k\": 1}, null]")]
    [InlineData("\"records\": [{\"k\": 1}, 5]")]
    [InlineData("\"records\": [{\"\": 1}]")]
    [InlineData("\"records\": [{\"_vf\": 1}]")]
    [InlineData("\"records\": [{\"_id\": 1}]")]
    [InlineData("\"records\": [{\"k\": 1, \"x\\\"y\": 2}]")]
    [InlineData("\"records\": [{\"k\": {\"a\": 1}}]")]
    [InlineData("\"records\": [{\"a\": [[1], [2, 3]]}]")]
    [InlineData("\"records\": [{\"a\": [{}]}]")]
    [InlineData("\"records\": [{\"a\": \"{1,\"}]")]
    [InlineData("\"records\": [{\"t\": \"9999999-01-01\"}]")]
    public async Task Parts_of_the_wrong_kind_are_refused(string more)
    {
        var table = await WrittenTable.MakeAsync(site, "k int, a int[], d json, t timestamp", "k");

        var (status, body) = await table.CallAsync("datastore_create", more);

        Assert.True(status is 409 or 400, $"{status} {body.ToJsonString()}");
        Assert.Equal("[]", await table.RowsAsync());
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    [InlineData("{\"no\": 1}")]
    [InlineData("{\"k\": \"abc\"}")]
    [InlineData("{\"k\": []}")]
    [InlineData("{\"k\": {\"gt\": []}}")]
    [InlineData("{\"k\": {\"near\": 1}}")]
    [InlineData("{\"d\": \"{}\"}")]
    [InlineData("{\"$or\": 5}")]
    [InlineData("{\"k\": 99999999999999999999}")]
    public async Task Filters_of_the_wrong_kind_delete_nothing(string filters)
    {
        var table = await WrittenTable.MakeAsync(site, "k int, d json", "k");
        await table.InsertAsync("""{"k": 1}""");

        foreach (var action in new[] { "datastore_delete", "datastore_records_delete" })
            Assert.Equal(409, (await table.CallAsync(action, $"\"filters\": {filters}")).Status);
        Assert.Equal("""[{"_id":1,"k":1,"d":null}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task Long_values_are_stored_and_too_long_keys_are_refused()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, v text", "k");
        var random = string.Concat(Enumerable.Range(0, 400).Select(_ => Guid.NewGuid().ToString()));   // no compression brings it under a page's third

        Assert.Contains("\"records_row\":1", await table.RefusedAsync("datastore_upsert", $$""" "records": [{"k": "a"}, {"k": "{{random}}"}]"""), StringComparison.Ordinal);
        await table.UpsertAsync($$"""{"k": "a", "v": "{{random}}"}""");
        Assert.Contains(random, await table.RowsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_too_many_is_refused()
    {
        var table = await WrittenTable.MakeAsync(site, "k int");
        var fields = string.Join(',', Enumerable.Range(0, 1700).Select(i => $$"""{"id": "c{{i}}", "type": "int"}"""));

        Assert.StartsWith("{\"fields\":[\"tables can have at most", await table.RefusedAsync("datastore_create", $"\"fields\": [{fields}]"), StringComparison.Ordinal);
    }
}
