using Microsoft.Net.Http.Headers;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Downloads;

/// <summary>Headers of files that people made: something to save, never something to run (security rule 17).</summary>
internal static class FileHeaders
{
    private const string Bytes = "application/octet-stream";

    /// <param name="immutable">The address means these bytes for ever.</param>
    /// <param name="http">Of the answer.</param>
    /// <param name="caller">What somebody had to say who they are for is not kept by others' caches.</param>
    /// <param name="compressible">Whether the answer may travel compressed; else it keeps its bytes: length, hash and ranges are those of the file.</param>
    public static void Prepare(HttpContext http, Caller caller, bool immutable, bool compressible = false)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = (immutable, caller.IsAnonymous) switch
        {
            (true, true) => "public, max-age=31536000, immutable",
            (false, true) => "no-cache, public, max-age=0, must-revalidate",
            (_, false) => "private, no-cache",
        };
        if (!compressible)
            http.Request.Headers.AcceptEncoding = default;
    }

    /// <summary>
    /// Whether a whole text that somebody anonymous asks for travels compressed. Its tag is then a weak one: it names the text and not the bytes, and no range of them can be asked for.
    /// </summary>
    public static bool IsCompressed(HttpContext http, Caller caller, string mediaType) =>
        caller.IsAnonymous && HttpMethods.IsGet(http.Request.Method) && mediaType.Contains("charset", StringComparison.Ordinal) && http.Request.Headers.Range.Count == 0
        && http.Request.Headers.AcceptEncoding.Any(value => value is not null && (value.Contains("gzip", StringComparison.Ordinal) || value.Contains("br", StringComparison.Ordinal)));

    /// <summary>A hash as the headers of RFC 9530 have it.</summary>
    public static string Digest(string sha256) => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";

    /// <summary>
    /// The media type that the publisher gave, else the one of the ending (contract 6.2). One that cannot stand in a header becomes bytes, and scripts become text:
    /// our own pages run scripts of our own address, and these must not be among them.
    /// </summary>
    public static string ContentType(string? mediaType, string fileName)
    {
        var type = string.IsNullOrWhiteSpace(mediaType) ? MediaTypes.OfName(fileName) ?? Bytes : mediaType.Trim();
        if (!type.All(c => c is >= ' ' and < '\x7f') || !MediaTypeHeaderValue.TryParse(type, out var parsed) || parsed.MatchesAllTypes || parsed.MatchesAllSubTypes)
            return Bytes;
        return parsed.SubType.Value!.Contains("script", StringComparison.OrdinalIgnoreCase) ? "text/plain; charset=utf-8" : type;
    }

    /// <summary>
    /// Something to save, under a name (RFC 6266): the full one as <c>filename*</c>, and for programs that do not read that, another of ASCII. That one is last:
    /// QGIS' CKAN browser takes all that follows the first <c>filename=</c>.
    /// </summary>
    public static void Attach(HttpContext http, string name, string? plainName = null)
    {
        var full = FileNames.Of(name);
        var plain = plainName is null ? string.Concat(full.Select(c => char.IsAscii(c) ? c : '_')) : FileNames.Of(plainName);
        http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = full, FileName = plain }.ToString();
    }

    /// <summary>HTTP dates have no fractions: with one, If-Modified-Since would never match.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Offset);
}
