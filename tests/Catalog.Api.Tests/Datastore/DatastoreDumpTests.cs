using System.Net;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>
/// Dumps byte for byte (contract 5.12): CSV with a header ended by CRLF and rows ended by LF; JSON as
/// <c>{ "fields": […], "records": [ [1,"a"], … ]}</c> over several lines; XML one row a line.
/// </summary>
public sealed class DatastoreDumpTests(CatalogSite site)
{
    private Task<string> DumpAsync(string query) => site.Client.GetStringAsync($"/datastore/dump/{site.TreesId}?{query}", CatalogSite.Ct);

    [Fact]
    public async Task Csv_and_tsv_have_a_header_with_the_row_numbers()
    {
        Assert.Equal("_id,code,species,height,count,planted,ok\r\n1,A1,Oak,12.50,3,2010-03-01,t\n2,A2,Ελιά,4.00,1,,f\n3,A3,\"Pine, \"\"black\"\"\",,,1999-12-31,\n", await DumpAsync("version=1"));
        Assert.Equal("code\tspecies\r\nA1\tOak\n", await DumpAsync("format=tsv&fields=code,species&limit=1"));
        Assert.Equal("code\r\nA5\nA4\n", await DumpAsync("fields=code&sort=code+desc&limit=2"));
        Assert.Equal("code\r\nA2\n", await DumpAsync("fields=code&filters={\"ok\":false}&limit=1"));
        Assert.Equal("ok\r\nf\nt\n", await DumpAsync("fields=ok&distinct=true&sort=ok"));
    }

    [Fact]
    public async Task A_byte_order_mark_stands_before_csv_only()
    {
        var csv = await site.Client.GetByteArrayAsync($"/datastore/dump/{site.TreesId}?bom=true", CatalogSite.Ct);
        var json = await site.Client.GetByteArrayAsync($"/datastore/dump/{site.TreesId}?bom=true&format=json", CatalogSite.Ct);

        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
        Assert.Equal((byte)'{', json[0]);
    }

    [Fact]
    public async Task Json_records_are_arrays_with_all_digits()
    {
        Assert.Equal(
            "{\n  \"fields\": [{\"id\":\"_id\",\"type\":\"int\"},{\"id\":\"height\",\"type\":\"numeric\"}],\n  \"records\": [\n    [1,12.50],\n    [2,4.00],\n    [3,null]\n]}\n",
            await DumpAsync("format=json&fields=_id,height&version=1"));
        Assert.Equal("{\n  \"fields\": [{\"id\":\"_id\",\"type\":\"int\"}],\n  \"records\": [\n]}\n", await DumpAsync("format=json&fields=_id&filters={\"code\":\"none\"}"));
    }

    [Fact]
    public async Task Xml_says_nil_for_null() => Assert.Equal(
        "<data xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<row _id=\"3\"><code>A3</code><species>Pine, \"black\"</species><height xsi:nil=\"true\" /><count xsi:nil=\"true\" /><planted>1999-12-31</planted><ok xsi:nil=\"true\" /></row>\n</data>\n",
        await DumpAsync("format=xml&version=1&offset=2"));

    [Fact]
    public async Task It_is_sent_as_a_file_with_a_type_and_a_policy()
    {
        using var response = await site.Client.GetAsync($"/datastore/dump/{site.TreesId}", CatalogSite.Ct);

        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal($"attachment; filename={site.TreesId}.csv", response.Content.Headers.ContentDisposition!.ToString().Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("sandbox; default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Limit_zero_is_an_empty_body() => Assert.Equal("", await DumpAsync("limit=0"));

    [Theory]
    [InlineData("format=foo", 400)]
    [InlineData("limit=x", 400)]
    [InlineData("filters=abc", 400)]
    [InlineData("fields=nope", 400)]
    [InlineData("sort=nope", 400)]
    [InlineData("filters={\"count\":\"x\"}", 400)]
    [InlineData("version=9", 404)]
    public async Task Errors_are_small_pages_with_a_status(string query, int status)
    {
        using var response = await site.Client.GetAsync($"/datastore/dump/{site.TreesId}?{query}", CatalogSite.Ct);

        Assert.Equal((status, "text/html"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Unknown_and_private_are_both_not_found()
    {
        using var unknown = await site.Client.GetAsync("/datastore/dump/nope", CatalogSite.Ct);
        using var hidden = await site.Client.GetAsync($"/datastore/dump/{site.SecretId}", CatalogSite.Ct);
        using var admin = site.Site.CreateAdminClient();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, hidden.StatusCode));
        Assert.Contains("Canary", await admin.GetStringAsync($"/datastore/dump/{site.SecretId}", CatalogSite.Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_has_headers_only_and_post_is_not_allowed()
    {
        using var head = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/datastore/dump/{site.TreesId}"), CatalogSite.Ct);
        using var post = await site.Client.PostAsync($"/datastore/dump/{site.TreesId}", null, CatalogSite.Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.MethodNotAllowed), (head.StatusCode, post.StatusCode));
    }
}
