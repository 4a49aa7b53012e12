using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OpenData.Core.Versions;

/// <summary>128-bit hashes of rows: the first half of a SHA-256 over the texts, each with its length, null apart from empty (design A.2).</summary>
public static class RowHash
{
    public static Guid Of(ReadOnlySpan<string?> texts)
    {
        var size = 0;
        foreach (var text in texts)
            size += 4 + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);
        var rented = size > 2048 ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented ?? stackalloc byte[2048];
        var used = 0;
        foreach (var text in texts)
        {
            var length = text is null ? 0 : Encoding.UTF8.GetBytes(text, buffer[(used + 4)..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[used..], text is null ? -1 : length);
            used += 4 + length;
        }

        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..used], full);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return new Guid(full[..16], bigEndian: true);
    }
}
