using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Catalog.Api.Hosting;

/// <summary>A whole document with a tag of its bytes: a harvester that has them already gets 304 (RFC 9110, 13.1.2), HEAD the same headers.</summary>
internal static class TaggedDocument
{
    public static FileContentHttpResult Of(byte[] body, string contentType) =>
        // Weak: the same document may travel compressed.
        TypedResults.Bytes(body, contentType, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..16])}\"", isWeak: true));
}
