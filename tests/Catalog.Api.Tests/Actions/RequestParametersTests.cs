using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>How the parameters of a request are found: form, query string, JSON body, nothing (contract 1.3).</summary>
public sealed class RequestParametersTests(CatalogSite site)
{
    private async Task<(int Status, JsonNode Body)> SendAsync(string method, string path, string? body, string? contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(CatalogSite.Ct))!);
    }

    [Theory]
    [InlineData("""{"id":"trees"}""", "application/json")]
    [InlineData("""{"id":"trees"}""", "application/json;charset=utf-8")]
    [InlineData("""{"id":"trees"}""", "application/json; charset=UTF-8")]
    [InlineData("""{"id":"trees"}""", "application/vnd.api+json")]
    [InlineData("""{"id":"trees"}""", "application/x-www-form-urlencoded")]
    [InlineData("""{"id":"trees"}""", "text/plain")]
    [InlineData("""  {"id":"trees"}""", null)]
    [InlineData("id=trees", "application/x-www-form-urlencoded")]
    [InlineData("%7B%22id%22%3A%22trees%22%7D", "application/x-www-form-urlencoded")]
    [InlineData("%7B%22id%22%3A%22trees%22%7D=1", "application/x-www-form-urlencoded")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\ntrees\r\n--b--\r\n", "multipart/form-data; boundary=b")]
    [InlineData("""{"id":"\u0074rees"}""", "application/json")]
    public async Task A_body_of_any_usual_kind_is_read(string body, string? contentType)
    {
        var (status, answer) = await SendAsync("POST", "/api/3/action/package_show", body, contentType);

        Assert.Equal((200, "trees"), (status, (string)answer["result"]!["name"]!));
    }

    [Theory]
    [InlineData("""{"id":"a=b&c+d%20"}""")]
    [InlineData("""{"id":"no such dataset","x":"1&2=3"}""")]
    public async Task Json_in_a_form_may_hold_the_signs_of_a_form(string body)
    {
        var (status, answer) = await SendAsync("POST", "/api/3/action/package_show", body, "application/x-www-form-urlencoded");

        Assert.Equal((404, "Not Found Error"), (status, (string)answer["error"]!["__type"]!));
    }

    [Fact]
    public async Task A_query_string_counts_on_a_posted_read_and_the_body_does_not()
    {
        var (_, byQuery) = await SendAsync("POST", "/api/3/action/package_show?id=trees", """{"id":"nope"}""", "application/json");
        var (_, search) = await SendAsync("POST", $"/api/action/datastore_search?resource_id={site.TreesId}&limit=1", "", "application/json");

        Assert.Equal("trees", (string)byQuery["result"]!["name"]!);
        Assert.Single(search["result"]!["records"]!.AsArray());
    }

    [Fact]
    public async Task A_form_counts_before_the_query_string()
    {
        var (_, answer) = await SendAsync("POST", "/api/3/action/package_show?id=nope", "id=trees", "application/x-www-form-urlencoded");

        Assert.Equal("trees", (string)answer["result"]!["name"]!);
    }

    [Fact]
    public async Task A_get_with_a_json_body_and_no_query_is_accepted()
    {
        var (status, answer) = await SendAsync("GET", "/api/3/action/package_show", """{"id":"trees"}""", "application/json");

        Assert.Equal((200, "trees"), (status, (string)answer["result"]!["name"]!));
    }

    [Theory]
    [InlineData("GET", "/api/3/action/package_list", "", "application/json")]
    [InlineData("POST", "/api/3/action/package_list", "", null)]
    [InlineData("POST", "/api/3/action/package_list", "{}", "application/json")]
    [InlineData("GET", "/api/3/action/package_list?include_private=true&foo=1&=&&x", null, null)]
    [InlineData("GET", "/api/3/action/package_list?", null, null)]
    public async Task Nothing_and_unknown_parameters_do_no_harm(string method, string path, string? body, string? contentType) =>
        Assert.Equal(200, (await SendAsync(method, path, body, contentType)).Status);

    [Theory]
    [InlineData("{bad", "application/json", 400, "Bad request - JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}")]
    [InlineData("[1]", "application/json", 400, "Bad request - JSON Error: Request data JSON decoded to [1] but it needs to be a dictionary.")]
    [InlineData("\"str\"", "application/json", 400, "Bad request - JSON Error: Request data JSON decoded to 'str' but it needs to be a dictionary.")]
    [InlineData("null", "application/json", 400, "Bad request - JSON Error: Request data JSON decoded to None but it needs to be a dictionary.")]
    [InlineData("true", "application/json", 400, "Bad request - JSON Error: Request data JSON decoded to True but it needs to be a dictionary.")]
    [InlineData("id=1&", "text/plain", 415, null)]
    [InlineData("id=", "application/x-www-form-urlencoded", 400, null)]
    [InlineData("--b\r\nbroken", "multipart/form-data; boundary=b", 400, null)]
    public async Task A_body_that_is_no_dictionary_is_answered_by_one_json_text(string body, string contentType, int status, string? text)
    {
        var (actual, answer) = await SendAsync("POST", "/api/3/action/package_show", body, contentType);

        Assert.Equal(status, actual);
        Assert.StartsWith("Bad request", (string)answer!, StringComparison.Ordinal);
        Assert.Equal(text ?? (string)answer!, (string)answer!);
    }

    [Fact]
    public async Task A_compressed_body_is_malformed_json()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync("""{"id":"trees"}"""u8.ToArray(), CatalogSite.Ct);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await site.Client.PostAsync("/api/3/action/package_show", content, CatalogSite.Ct);

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task Names_are_case_sensitive_and_repeated_ones_become_a_list()
    {
        var (upper, _) = await SendAsync("GET", "/api/3/action/package_show?ID=trees", null, null);
        var (twice, answer) = await SendAsync("GET", "/api/3/action/package_show?id=trees&id=x", null, null);

        Assert.Equal((409, 409), (upper, twice));
        Assert.Equal("Not a string: ['trees', 'x']", (string)answer["error"]!["id"]![0]!);
    }

    [Fact]
    public async Task A_form_with_thousands_of_fields_is_read()
    {
        var body = string.Join('&', Enumerable.Range(0, 5000).Select(i => $"f{i}={i}")) + "&id=trees";

        Assert.Equal(200, (await SendAsync("POST", "/api/3/action/package_show", body, "application/x-www-form-urlencoded")).Status);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused() =>
        Assert.Equal(413, (await SendAsync("POST", "/api/3/action/package_show", $$"""{"id":"{{new string('a', 17 * 1024 * 1024)}}"}""", "application/json")).Status);
}
