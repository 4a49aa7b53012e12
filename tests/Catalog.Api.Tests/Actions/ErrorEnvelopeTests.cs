using System.Net;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Npgsql;
using OpenData.Core.Errors;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>
/// Errors (contract 1.7): in the envelope <c>{"help", "error": {"__type", "message"}, "success": false}</c>, validation errors by field with <c>__type</c> last,
/// and bare JSON texts for what is no call of an action.
/// </summary>
public sealed class ErrorEnvelopeTests(CatalogSite site)
{
    public static TheoryData<Exception, int, string> Exceptions() => new()
    {
        { new NotFoundException(), 404, """{"__type":"Not Found Error","message":"Not found"}""" },
        { new NotFoundException("Resource was not found."), 404, """{"__type":"Not Found Error","message":"Not found: Resource was not found."}""" },
        { new NotAuthorizedException(), 403, """{"__type":"Authorization Error","message":"Access denied"}""" },
        { new NotAuthorizedException("User  not authorized to read package x"), 403, """{"__type":"Authorization Error","message":"Access denied: User  not authorized to read package x"}""" },
        { new ValidationException("name", "Missing value"), 409, """{"name":["Missing value"],"__type":"Validation Error"}""" },
        { new ValidationException(new Dictionary<string, object> { ["message"] = "text" }), 409, """{"message":"text","__type":"Validation Error"}""" },
        { new BadQueryException("drilldown", "Phases may not be added"), 400, """{"drilldown":["Phases may not be added"],"__type":"Validation Error"}""" },
        { new ConflictException("Version 3 was published"), 409, """{"message":"Version 3 was published","__type":"Validation Error"}""" },
        { new IntegrityException("Only lists", new JsonObject { ["tags"] = "a" }), 400, """{"__type":"Integrity Error","message":"Only lists","data":{"tags":"a"}}""" },
        { new PreconditionException("changed"), 412, """{"if_match":["changed"],"__type":"Validation Error"}""" },
        { new GoneException("Version 2 of x was withdrawn"), 410, """{"__type":"Not Found Error","message":"Gone: Version 2 of x was withdrawn"}""" },
        { new SearchQueryException("'x'"), 400, """{"__type":"Search Query Error","message":"Search Query is invalid: 'x'"}""" },
        { new SearchException("'x'"), 409, """{"__type":"Search Error","message":"Search error: 'x'"}""" },
        { new TooManyRequestsException("Too many requests"), 429, """{"__type":"Rate Limit Error","message":"Too many requests"}""" },
        { new BusyException(), 503, """{"__type":"Internal Server Error","message":"Service unavailable, try again later"}""" },
        { new InvalidOperationException("secret detail"), 500, """{"__type":"Internal Server Error","message":"Internal Server Error"}""" },
        { new PostgresException("canceling statement", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled), 409, """{"query":["Search took too long"],"__type":"Validation Error"}""" },
        { new PostgresException("violates foreign key constraint", "ERROR", "ERROR", PostgresErrorCodes.ForeignKeyViolation), 409, """{"message":"What this belongs to was removed at this moment: read again","__type":"Validation Error"}""" },
        { new PostgresException("violates unique constraint", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation), 409, """{"message":"Somebody else wrote the same at this moment: try again","__type":"Validation Error"}""" },
        { new PostgresException("too large", "ERROR", "ERROR", PostgresErrorCodes.ProgramLimitExceeded), 409, """{"message":"The request is too long or too complex","__type":"Validation Error"}""" },
        { new PostgresException("the database is shutting down", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown), 503, """{"__type":"Internal Server Error","message":"Service unavailable, try again later"}""" },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Every_exception_has_its_status_and_shape(Exception exception, int status, string error)
    {
        var described = Envelope.Describe(exception);

        Assert.Equal(status, described.Status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(error), described.Error), described.Error.ToJsonString());
    }

    [Fact]
    public void Every_exception_of_the_family_has_an_arm_of_its_own()
    {
        var described = Exceptions().Select(row => row.Data.Item1.GetType()).ToHashSet();

        Assert.All(typeof(CatalogException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CatalogException))), type => Assert.Contains(type, described));
    }

    [Fact]
    public async Task The_envelope_of_an_error_has_help_error_and_success()
    {
        var text = await (await site.Client.GetAsync("/api/3/action/package_show?id=nope", CatalogSite.Ct)).Content.ReadAsStringAsync(CatalogSite.Ct);

        Assert.Equal($$"""{"help":"{{site.Client.BaseAddress}}api/3/action/help_show?name=package_show","error":{"__type":"Not Found Error","message":"Not found"},"success":false}""", text);
    }

    [Fact]
    public async Task All_problems_of_a_request_come_at_once()
    {
        var (status, body) = await site.GetAsync("datastore_search?limit=x&offset=y&bogus=1");

        Assert.Equal(409, status);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"resource_id":["Missing value"],"limit":["Invalid integer","Please enter an integer value"],"offset":["Invalid integer"],"__extras":["invalid value \"bogus\""],"__type":"Validation Error"}"""),
            body["error"]), body["error"]!.ToJsonString());
    }

    [Theory]
    [InlineData("GET", "/api/3/action/no_such_action", 400, "Bad request - Action name not known: no_such_action")]
    [InlineData("POST", "/api/3/action/no_such_action", 400, "Bad request - Action name not known: no_such_action")]
    [InlineData("GET", "/api/3/action/PACKAGE_SHOW", 400, "Bad request - Action name not known: PACKAGE_SHOW")]
    [InlineData("PUT", "/api/3/action/package_show", 405, "Method not allowed")]
    [InlineData("DELETE", "/api/3/action/no_such_action", 405, "Method not allowed")]
    [InlineData("PATCH", "/api/action/package_show", 405, "Method not allowed")]
    [InlineData("POST", "/api/3", 405, "Method not allowed")]
    [InlineData("GET", "/api/4", 404, "Not found")]
    [InlineData("GET", "/api/2/action/package_list", 404, "Not found")]
    [InlineData("GET", "/api/3/action", 404, "Not found")]
    [InlineData("GET", "/api/3/action/", 404, "Not found")]
    [InlineData("GET", "/api/3/rest/dataset", 404, "Not found")]
    public async Task What_is_no_call_of_an_action_is_answered_by_one_json_text(string method, string path, int status, string text)
    {
        using var response = await site.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), CatalogSite.Ct);

        Assert.Equal((status, "application/json", text), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType,
            JsonNode.Parse(await response.Content.ReadAsStringAsync(CatalogSite.Ct))!.GetValue<string>()));
    }

    [Fact]
    public async Task A_writing_action_must_be_posted()
    {
        using var get = await site.Client.GetAsync("/api/3/action/etl_source_run?id=1", CatalogSite.Ct);
        using var head = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/3/action/etl_source_run"), CatalogSite.Ct);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (get.StatusCode, head.StatusCode));
        Assert.Equal("\"Bad request - JSON Error: Invalid request. Please use POST method for your request\"", await get.Content.ReadAsStringAsync(CatalogSite.Ct));
    }

    [Theory]
    [InlineData("Memento-Datetime")]
    [InlineData("Link")]
    [InlineData("Vary")]
    [InlineData("ETag")]
    [InlineData("X-Dataset-Version")]
    [InlineData("X-Row-Count")]
    [InlineData("Unencoded-Digest")]
    [InlineData("Repr-Digest")]
    [InlineData("RateLimit")]
    [InlineData("Retry-After")]
    public async Task Scripts_of_other_sites_may_read_what_headers_say(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/3/action/package_show?id=trees");
        request.Headers.Add("Origin", "https://example.org");
        using var response = await site.Client.SendAsync(request, CatalogSite.Ct);

        Assert.Contains(header, string.Join(", ", response.Headers.GetValues("Access-Control-Expose-Headers")).Split(", "));
        Assert.Contains("Accept-Datetime", string.Join(", ", response.Headers.GetValues("Access-Control-Allow-Headers")).Split(", "));
    }

    [Theory]
    [InlineData("OPTIONS", "/api/3/action/no_such_action")]
    [InlineData("GET", "/api/3/action/package_show?id=nope")]
    [InlineData("GET", "/api/4")]
    [InlineData("GET", "/datastore/dump/nope")]
    [InlineData("GET", "/dataset/nope/source/x")]
    [InlineData("OPTIONS", "/datastore/dump/nope")]
    public async Task Any_site_may_read_every_answer_also_errors(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", "https://example.org");
        using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
        using var without = await site.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), CatalogSite.Ct);

        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("POST, PUT, GET, DELETE, OPTIONS", string.Join(", ", response.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Contains("Authorization", string.Join(", ", response.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.False(without.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Options_allow_what_actions_take()
    {
        using var response = await site.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/3/action/package_show"), CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS", "POST"], response.Content.Headers.Allow.Order(StringComparer.Ordinal));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct));
    }
}
