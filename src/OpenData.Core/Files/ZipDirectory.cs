using System.Buffers.Binary;
using System.Text;

namespace OpenData.Core.Files;

/// <summary>One entry as the central directory tells of it.</summary>
/// <param name="Name">With <c>/</c> between its parts.</param>
/// <param name="IsEncrypted">Its bytes cannot be read without a word.</param>
/// <param name="Method">0 = stored, 8 = deflated.</param>
/// <param name="Packed">Bytes in the archive.</param>
/// <param name="Unpacked">Bytes as the archive says; only counting them tells the truth.</param>
/// <param name="Offset">Of its local header.</param>
internal readonly record struct ZipEntry(string Name, bool IsEncrypted, int Method, long Packed, long Unpacked, long Offset);

/// <summary>
/// The list of an archive's entries, read within limits: the framework's reader takes as many as there are before anybody can say stop.
/// </summary>
internal sealed class ZipDirectory(Stream file)
{
    public const int MaxEntries = 10_000;
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int EndLength = 22;
    private const int MaxComment = ushort.MaxValue;

    /// <summary>Where the list begins, which is where the entries must have ended.</summary>
    public long Start { get; private set; }

    /// <exception cref="InvalidDataException">It is damaged, or more than we read; the text says which.</exception>
    public List<ZipEntry> Read()
    {
        var (count, size) = FindEnd();
        if (count > MaxEntries || size > MaxBytes)
            throw new InvalidDataException($"it has more than {MaxEntries} entries");
        var bytes = ReadAt(Start, (int)size);
        var entries = new List<ZipEntry>();
        var at = 0;
        while (at < bytes.Length)
            entries.Add(ReadEntry(bytes, ref at));
        return entries.Count == count ? entries : throw Damaged();
    }

    /// <summary>Where the bytes of an entry begin: behind its local header, which must tell of the same name.</summary>
    public long DataOf(ZipEntry entry)
    {
        var header = ReadAt(entry.Offset, 30);
        if (UInt32(header, 0) != 0x04034B50)
            throw Damaged();
        var name = ReadAt(entry.Offset + 30, UInt16(header, 26));
        var data = entry.Offset + 30 + name.Length + UInt16(header, 28);
        if (NameOf(name) != entry.Name || data + entry.Packed > Start)
            throw Damaged();
        return data;
    }

    public static InvalidDataException Damaged() => new("it is damaged");

    private (long Count, long Size) FindEnd()
    {
        var length = (int)Math.Min(file.Length, EndLength + MaxComment);
        var from = file.Length - length;
        var tail = ReadAt(from, length);
        for (var at = length - EndLength; at >= 0; at--)
        {
            if (UInt32(tail, at) == 0x06054B50 && at + EndLength + UInt16(tail, at + 20) == length)
                return ReadEnd(tail.AsSpan(at, EndLength), from + at);
        }

        throw Damaged();
    }

    private (long Count, long Size) ReadEnd(ReadOnlySpan<byte> end, long position)
    {
        long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
        {
            var locator = ReadAt(position - 20, 20);
            if (UInt32(locator, 0) != 0x07064B50)
                throw Damaged();
            position = Int64(locator, 8);
            var large = ReadAt(position, 56);
            if (UInt32(large, 0) != 0x06064B50)
                throw Damaged();
            (count, size, start) = (Int64(large, 32), Int64(large, 40), Int64(large, 48));
        }

        // Bytes before or between belong to another file that hides in this one.
        if (count < 0 || size < 0 || start < 0 || start + size != position)
            throw Damaged();
        Start = start;
        return (count, size);
    }

    private static ZipEntry ReadEntry(byte[] bytes, ref int at)
    {
        if (at + 46 > bytes.Length || UInt32(bytes, at) != 0x02014B50)
            throw Damaged();
        int nameLength = UInt16(bytes, at + 28), extraLength = UInt16(bytes, at + 30), commentLength = UInt16(bytes, at + 32);
        var next = at + 46 + nameLength + extraLength + commentLength;
        if (next > bytes.Length)
            throw Damaged();
        long packed = UInt32(bytes, at + 20), unpacked = UInt32(bytes, at + 24), offset = UInt32(bytes, at + 42);
        ReadLarge(bytes.AsSpan(at + 46 + nameLength, extraLength), ref unpacked, ref packed, ref offset);
        var entry = new ZipEntry(
            NameOf(bytes.AsSpan(at + 46, nameLength)), (UInt16(bytes, at + 8) & 1) != 0, UInt16(bytes, at + 10), packed, unpacked, offset);
        at = next;
        return entry;
    }

    /// <summary>Numbers beyond 32 bits stand in an extra field, in this order, only those that are needed.</summary>
    private static void ReadLarge(ReadOnlySpan<byte> extra, ref long unpacked, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                return;
            if (id == 1)
            {
                var field = extra.Slice(4, length);
                Take(ref field, ref unpacked);
                Take(ref field, ref packed);
                Take(ref field, ref offset);
                return;
            }

            extra = extra[(4 + length)..];
        }
    }

    private static void Take(ref ReadOnlySpan<byte> field, ref long number)
    {
        if (number != uint.MaxValue || field.Length < 8)
            return;
        number = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
        if (number < 0)
            throw Damaged();
    }

    /// <summary>Only compared and looked at for ways out of a folder, so any encoding that keeps bytes apart will do.</summary>
    private static string NameOf(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name).Replace('\\', '/');

    private byte[] ReadAt(long position, int length)
    {
        if (position < 0 || position + length > file.Length)
            throw Damaged();
        var bytes = new byte[length];
        file.Position = position;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static int UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static long UInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
