using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace Catalog.Api.Actions;

/// <summary>CKAN's answer around a result or an error (contract 1.6, 1.7). <see cref="Describe"/> is the only place that knows status codes and error shapes.</summary>
internal static class Envelope
{
    private const string JsonType = "application/json;charset=utf-8";

    private static readonly string[] OfTheResult = ["Link", "Memento-Datetime", "X-Dataset-Version", "Content-Disposition"];

    public static async Task WriteSuccessAsync(HttpContext http, ActionInfo action, Caller caller, object? result, string? callback)
    {
        var ct = http.RequestAborted;
        if (result is IBodyResult body)
        {
            Prepare(http, StatusCodes.Status200OK, body.ContentType, caller);
            await body.WriteAsync(http.Response, ct);
            return;
        }

        var isConditional = EntityTag.Applies(http, action);
        await using var output = new JsonOutput(http.Response, isConditional);
        Prepare(http, StatusCodes.Status200OK, callback is null ? JsonType : "application/javascript;charset=utf-8", caller);
        if (callback is not null)
            output.WriteRaw(Encoding.UTF8.GetBytes(callback + "("));
        output.Json.WriteStartObject();
        output.Json.WriteString("help", HelpUrl(http, action.Name));
        output.Json.WriteBoolean("success", true);
        output.Json.WritePropertyName("result");
        if (result is IStreamedResult streamed)
            await streamed.WriteAsync(output, ct);
        else
            JsonSerializer.Serialize(output.Json, result, ApiJson.Options);
        output.Json.WriteEndObject();
        if (callback is not null)
            output.WriteRaw(");"u8);
        await output.CompleteAsync(ct, isConditional ? written => EntityTag.IsKnown(http, result, written) : null);
    }

    /// <summary>Nothing when the answer has begun: then the connection is cut, which tells the caller that the body is not whole.</summary>
    public static async Task WriteErrorAsync(HttpContext http, string action, Caller caller, Exception exception)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        var (status, error) = Describe(exception);
        foreach (var header in OfTheResult)
            http.Response.Headers.Remove(header);
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "5";
        if (error is JsonObject)
            error = new JsonObject { ["help"] = HelpUrl(http, action), ["error"] = error, ["success"] = false };
        await WriteAsync(http, status, error, caller);
    }

    /// <summary>A bare JSON text, as CKAN answers what is no call of an action.</summary>
    public static Task WriteTextAsync(HttpContext http, int status, string text) => WriteAsync(http, status, text, Caller.Anonymous);

    /// <summary>A value without the envelope, wrapped in a JSONP call where one is asked for (contract 6.6).</summary>
    public static Task WriteBareAsync(HttpContext http, JsonNode body, Caller caller, string? callback)
    {
        if (callback is null)
            return WriteAsync(http, StatusCodes.Status200OK, body, caller);
        Prepare(http, StatusCodes.Status200OK, "application/javascript;charset=utf-8", caller);
        return http.Response.WriteAsync($"{callback}({body.ToJsonString(ApiJson.Options)});", http.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext http, int status, JsonNode body, Caller caller)
    {
        Prepare(http, status, JsonType, caller);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options);
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <summary>Status and <c>error</c> of an exception; a bare text for what never reached an action.</summary>
    public static (int Status, JsonNode Error) Describe(Exception exception) => exception switch
    {
        ValidationException e => (409, Fields(e.Errors)),
        BadQueryException e => (400, Fields(new Dictionary<string, object> { [e.Field] = new[] { e.Message } })),
        IntegrityException e => (400, new JsonObject { ["__type"] = "Integrity Error", ["message"] = e.Message, ["data"] = e.Request.DeepClone() }),
        PreconditionException e => (412, Fields(new Dictionary<string, object> { ["if_match"] = new[] { e.Message } })),
        NotFoundException e => (404, Message("Not Found Error", e.Message)),
        NotAuthorizedException e => (403, Message("Authorization Error", e.Message)),
        GoneException e => (410, e.Version is null ? Message("Not Found Error", $"Gone: {e.Message}") : new JsonObject { ["__type"] = "Not Found Error", ["message"] = $"Gone: {e.Message}", ["version"] = e.Version.DeepClone() }),
        ConflictException e => (409, Fields(new Dictionary<string, object> { ["message"] = e.Message })),
        SearchQueryException e => (400, Message("Search Query Error", $"Search Query is invalid: {e.Message}")),
        SearchException e => (409, Message("Search Error", $"Search error: {e.Message}")),
        BadRequestException e => (e.Status, JsonValue.Create(e.Message)),
        BadHttpRequestException e => (e.StatusCode, JsonValue.Create("Bad request - the request cannot be read")),
        TooManyRequestsException e => (429, Message("Rate Limit Error", e.Message)),
        BusyException e => (503, Message("Internal Server Error", e.Message)),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => (409, Fields(new Dictionary<string, object> { ["query"] = new[] { "Search took too long" } })),
        // Looked for and found, and taken away by somebody else before it was written: a dataset of an organization, a member, a view.
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => (409, Fields(new Dictionary<string, object> { ["message"] = "What this belongs to was removed at this moment: read again" })),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => (409, Fields(new Dictionary<string, object> { ["message"] = "Somebody else wrote the same at this moment: try again" })),
        PostgresException { SqlState: PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.StatementTooComplex } => (409, Fields(new Dictionary<string, object> { ["message"] = "The request is too long or too complex" })),
        NpgsqlException { IsTransient: true } => (503, Message("Internal Server Error", "Service unavailable, try again later")),
        _ => (500, Message("Internal Server Error", "Internal Server Error")),   // never the exception's text
    };

    /// <summary>Absolute, always of version 3, behind the locale prefix of the request (contract 1.6).</summary>
    private static string HelpUrl(HttpContext http, string action)
    {
        var site = http.RequestServices.GetRequiredService<Hosting.CurrentSite>().Url;
        return $"{site}{http.Request.PathBase}/api/3/action/help_show?name={Uri.EscapeDataString(action)}";
    }

    private static JsonObject Message(string type, string message) => new() { ["__type"] = type, ["message"] = message };

    private static JsonObject Fields(IReadOnlyDictionary<string, object> errors)
    {
        var error = new JsonObject();
        foreach (var (field, problem) in errors)
            error[field] = JsonSerializer.SerializeToNode(problem, ApiJson.Options);
        error["__type"] = "Validation Error";
        return error;
    }

    private static void Prepare(HttpContext http, int status, string contentType, Caller caller)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = caller.IsAnonymous ? "public, max-age=0, must-revalidate" : "private, no-store";
        http.Response.Headers.Vary = "Cookie";
    }
}
