using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Datastore;

/// <summary>What a request makes its answer depend on (RFC 9110, 13 and 14; RFC 9530, 4), where the answer is a dump.</summary>
internal sealed class DumpConditions
{
    private readonly HttpContext _http;
    private readonly string? _tag;
    private readonly bool _hasParts;

    /// <param name="http">A range that cannot be answered is taken out of its request: the answer is then the whole.</param>
    /// <param name="tag">Of the bytes, or null.</param>
    /// <param name="hasParts">Whether parts can be asked for.</param>
    public DumpConditions(HttpContext http, string? tag, bool hasParts)
    {
        (_http, _tag, _hasParts) = (http, tag, hasParts);
        var request = http.Request;
        var range = request.Headers.IfRange.ToString();
        if (!hasParts || !request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || !HttpMethods.IsGet(request.Method) || (range.Length > 0 && range != $"\"{tag}\""))
            request.Headers.Remove("Range");
        MustBeFile = request.Headers.Range.Count > 0 || (hasParts && new[] { "Want-Repr-Digest", "Want-Unencoded-Digest" }.Any(name => request.Headers[name].ToString().Contains("sha-256", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>A part, or a digest at the beginning: neither is known before all of it was made.</summary>
    public bool MustBeFile { get; }

    /// <summary>The status where the reader has the rows already, or had others; null where they are to be sent. Writes the tag.</summary>
    /// <param name="isWeak">The bytes travel compressed.</param>
    public int? Answer(bool isWeak)
    {
        if (_tag is null)
            return null;
        var tag = new EntityTagHeaderValue($"\"{_tag}\"", isWeak);
        _http.Response.Headers.ETag = tag.ToString();
        if (_hasParts && !isWeak)
            _http.Response.Headers.AcceptRanges = "bytes";
        var asked = _http.Request.GetTypedHeaders();
        if (asked.IfMatch.Count > 0 && !asked.IfMatch.Any(each => each.Equals(EntityTagHeaderValue.Any) || each.Compare(tag, useStrongComparison: true)))
            return StatusCodes.Status412PreconditionFailed;
        return asked.IfNoneMatch.Any(each => each.Equals(EntityTagHeaderValue.Any) || each.Compare(tag, useStrongComparison: false)) ? StatusCodes.Status304NotModified : null;
    }
}
