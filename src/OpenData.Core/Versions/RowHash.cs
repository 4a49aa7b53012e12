using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OpenData.Core.Versions;

/// <summary>128-bit hashes of rows: the first half of a SHA-256 over the texts, each with its length, null apart from empty (design A.2).</summary>
public static class RowHash
{
    public static Guid Of(ReadOnlySpan<string?> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var text in texts)
        {
            var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, text is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> full = stackalloc byte[32];
        hash.GetHashAndReset(full);
        return new Guid(full[..16], bigEndian: true);
    }
}
