using System.Buffers.Binary;

namespace OpenData.Core.Files.Images;

/// <summary>GIF: a screen, then pictures and extensions, each of blocks of up to 255 bytes (GIF89a). Of the extensions stay those that time and repeat a film.</summary>
internal static class GifCleaner
{
    public static CleanImage Clean(ReadOnlySpan<byte> bytes)
    {
        var cursor = new ByteCursor(bytes);
        using var clean = new MemoryStream();
        cursor.Take(6);
        var screen = cursor.Take(7);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(screen), height = BinaryPrimitives.ReadUInt16LittleEndian(screen[2..]);
        CleanImage.RequireSize(width, height);
        TakeColors(ref cursor, screen[4]);
        clean.Write(cursor.Since(0));
        var hasPicture = false;
        while (true)
        {
            var from = cursor.Position;
            switch (cursor.Byte())
            {
                case 0x3B:
                    clean.WriteByte(0x3B);
                    return hasPicture ? new CleanImage(clean.ToArray(), width, height) : throw new InvalidDataException("the picture is empty");
                case 0x2C:
                    var descriptor = cursor.Take(9);
                    CleanImage.RequireSize(BinaryPrimitives.ReadUInt16LittleEndian(descriptor[4..]), BinaryPrimitives.ReadUInt16LittleEndian(descriptor[6..]));
                    TakeColors(ref cursor, descriptor[8]);
                    cursor.Byte();
                    TakeBlocks(ref cursor);
                    clean.Write(cursor.Since(from));
                    hasPicture = true;
                    break;
                case 0x21:
                    var isKept = IsKept(ref cursor);
                    TakeBlocks(ref cursor);
                    if (isKept)
                        clean.Write(cursor.Since(from));
                    break;
                default:
                    throw new InvalidDataException("the picture is damaged");
            }
        }
    }

    private static bool IsKept(ref ByteCursor cursor)
    {
        var label = cursor.Byte();
        if (label == 0xF9)
            return true;
        if (label != 0xFF)
            return false;
        var name = cursor.Take(cursor.Byte());
        return name.SequenceEqual("NETSCAPE2.0"u8) || name.SequenceEqual("ANIMEXTS1.0"u8);
    }

    private static void TakeColors(ref ByteCursor cursor, byte flags)
    {
        if ((flags & 0x80) != 0)
            cursor.Take(3 << ((flags & 7) + 1));
    }

    private static void TakeBlocks(ref ByteCursor cursor)
    {
        int length;
        while ((length = cursor.Byte()) > 0)
            cursor.Take(length);
    }
}
