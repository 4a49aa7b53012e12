using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Uploads;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Files;

namespace Catalog.Api.Actions;

/// <summary>Makes the parameter dictionary of a request, with the precedence of contract 1.3: form, query string, JSON body, nothing.</summary>
internal static class RequestParameters
{
    public const string Callback = "callback";

    /// <summary>Most bytes of a body that is read into memory; files are not.</summary>
    private const int MaxBody = 16 * 1024 * 1024;

    /// <summary>With the file that the action takes; <paramref name="caller"/> decides whether it is stored.</summary>
    /// <exception cref="BadRequestException">The body is no JSON object where one is due, or no multipart form.</exception>
    /// <exception cref="ValidationException">A text with a NUL character, or a body that is larger than any file may be.</exception>
    public static async Task<RequestInput> ReadAsync(HttpRequest request, ActionInfo action, Caller caller, CancellationToken ct)
    {
        if (!HttpMethods.IsPost(request.Method) || !IsMultipart(request))
            return await ReadAsync(request, action.Effect, action.RowsPart, ct);
        var services = request.HttpContext.RequestServices;
        var form = new MultipartForm(
            request, action.FilePart, stores: !caller.IsAnonymous, services.GetRequiredService<BlobStore>(), services.GetRequiredService<IOptions<FileStoreOptions>>().Value);
        var (texts, file) = await form.ReadAsync(ct);
        try
        {
            return new RequestInput(texts.Count > 0 ? FromForm(texts) : await ReadAsync(request, action.Effect, ct), file);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Without files: what is left of a multipart body are the parameters in the address.</summary>
    public static async Task<JsonObject> ReadAsync(HttpRequest request, Effect effect, CancellationToken ct) => (await ReadAsync(request, effect, rowsPart: null, ct)).Parameters;

    private static async Task<RequestInput> ReadAsync(HttpRequest request, Effect effect, string? rowsPart, CancellationToken ct)
    {
        var body = IsMultipart(request) ? default : await ReadBodyAsync(request, isLent: rowsPart is not null, ct);
        if (HttpMethods.IsPost(request.Method) && IsUrlEncoded(request) && !body.IsEmpty)
            return new RequestInput(ReadForm(body));
        if (effect == Effect.Read && request.QueryString.HasValue && request.QueryString.Value!.Length > 1)
            return new RequestInput(FromPairs(Pairs(request.QueryString.Value[1..])));
        if (body.IsEmpty)
            return new RequestInput([]);
        // People forget the Content-Type; CKAN answers 415 and helps nobody (contract 9, row 1).
        if (!IsJson(request) && FirstByte(body.Span) != (byte)'{')
            throw new BadRequestException("JSON Error: Send a JSON object with Content-Type: application/json", StatusCodes.Status415UnsupportedMediaType);
        var parameters = JsonBody.ParseObject(body, rowsPart, out var rows, out var document);
        if (document is not null)
            request.HttpContext.Response.RegisterForDispose(document);
        return new RequestInput(parameters) { Rows = rows };
    }

    private static JsonObject ReadForm(ReadOnlyMemory<byte> body)
    {
        // curl -d '{"id":"a=b"}' declares a form: the raw text is JSON (contract 9, row 2).
        if (FirstByte(body.Span) == (byte)'{' && JsonBody.TryParse(body, out var json) && json is JsonObject direct)
            return direct;
        return FromForm(Pairs(Encoding.UTF8.GetString(body.Span)));
    }

    /// <summary>One field without a value is JSON that curl sent as a form (contract 1.3).</summary>
    private static JsonObject FromForm(IReadOnlyList<KeyValuePair<string, string>> fields) =>
        fields is [{ Value: "" or "1" } only] ? JsonBody.ParseObject(Encoding.UTF8.GetBytes(only.Key)) : FromPairs(fields);

    /// <param name="request">With a body.</param>
    /// <param name="isLent">Whether the bytes are needed until the answer is sent and no longer: then they are given back, as megabytes are cleared away late.</param>
    /// <param name="ct">Gives up.</param>
    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, bool isLent, CancellationToken ct)
    {
        if (request.ContentLength == 0)
            return default;
        var body = new RequestBody(isLent, (int)Math.Min(request.ContentLength ?? 0, MaxBody));
        if (isLent)
            request.HttpContext.Response.RegisterForDispose(body);
        int read;
        while ((read = await request.Body.ReadAsync(body.Free, ct)) > 0)
        {
            body.Advance(read);
            if (body.Length > MaxBody)
                throw new BadRequestException($"the body is larger than {MaxBody} bytes", StatusCodes.Status413PayloadTooLarge);
        }

        return body.Bytes;
    }

    /// <summary>A name sent several times becomes a list; a single one stays a text.</summary>
    private static JsonObject FromPairs(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var map = new JsonObject();
        foreach (var (name, value) in pairs)
        {
            if (name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
                throw new ValidationException(name.Replace("\0", "", StringComparison.Ordinal), "Null characters are not allowed");
            if (!map.TryGetPropertyValue(name, out var before))
                map[name] = value;
            else if (before is JsonArray list)
                list.Add((JsonNode)value);
            else
                map[name] = new JsonArray(before!.DeepClone(), value);
        }

        return map;
    }

    /// <summary>Our own reading, because ASP.NET's joins names that differ in case and stops at 1,024 of them (contract 1.13).</summary>
    private static List<KeyValuePair<string, string>> Pairs(string encoded)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            pairs.Add(equals < 0 ? new(WebUtility.UrlDecode(part), "") : new(WebUtility.UrlDecode(part[..equals]), WebUtility.UrlDecode(part[(equals + 1)..])));
        }

        return pairs;
    }

    private static bool IsUrlEncoded(HttpRequest request) =>
        MediaType(request).Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static bool IsMultipart(HttpRequest request) => MediaType(request).Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(HttpRequest request) =>
        MediaType(request) is var type && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));

    private static string MediaType(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim();

    private static byte FirstByte(ReadOnlySpan<byte> body)
    {
        var trimmed = body.TrimStart(" \t\r\n"u8);
        return trimmed.IsEmpty ? (byte)0 : trimmed[0];
    }
}
