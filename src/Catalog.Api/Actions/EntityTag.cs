using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using OpenData.Core;
using OpenData.Core.Packages;

namespace Catalog.Api.Actions;

/// <summary>
/// Conditional reads (RFC 9110, 13.1.2). The tag is made of the bytes of the answer, so it is right whatever the answer was made from, and a change of one
/// dataset leaves the tags of the pages without it as they were. The tag of a dataset begins with the time of its change, which writers compare.
/// </summary>
internal static class EntityTag
{
    public static bool Applies(HttpContext http, ActionInfo action) => action.IsConditional && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));

    /// <summary>Sets the tag; with a tag that the reader has, turns the answer into 304.</summary>
    /// <returns>True: nothing must be sent.</returns>
    public static bool IsKnown(HttpContext http, object? result, IEnumerable<ReadOnlyMemory<byte>> body)
    {
        using var bytes = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in body)
            bytes.AppendData(piece.Span);
        var hash = Convert.ToHexStringLower(bytes.GetHashAndReset().AsSpan(0, 16));
        var tag = result is Package package ? $"\"{Clock.Ckan(package.MetadataModified)}-{hash}\"" : $"\"{hash}\"";
        http.Response.Headers.ETag = tag;
        var sent = http.Request.Headers.IfNoneMatch;
        if (sent.Count == 0 || !EntityTagHeaderValue.TryParseList(sent, out var known) || !known.Any(one => one.Tag == "*" || one.Tag == tag))
            return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        http.Response.ContentType = null;
        return true;
    }
}
