using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Budget.Importers.Formats;

/// <summary>Remembers on which line each key stood, at 16 bytes of hash a row: the keys themselves are not kept.</summary>
internal sealed class KeyIndex
{
    private readonly Dictionary<UInt128, int> lines = [];

    /// <summary>The line on which the key stood before, or null when it is new.</summary>
    public int? Add(IReadOnlyList<string> key, int line)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in key)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);   // else ("a","bc") is ("ab","c")
            hash.AppendData(length);
            hash.AppendData(Encoding.UTF8.GetBytes(part));
        }
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return lines.TryAdd(BinaryPrimitives.ReadUInt128LittleEndian(digest), line) ? null : lines[BinaryPrimitives.ReadUInt128LittleEndian(digest)];
    }
}
