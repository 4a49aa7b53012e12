namespace OpenData.Core.Files.Images;

/// <summary>JPEG: segments that begin with FF and a letter (ITU-T T.81). Of the application segments stay JFIF without its thumbnail, the colour profile and Adobe's colour flag.</summary>
internal static class JpegCleaner
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    public static CleanImage Clean(ReadOnlySpan<byte> bytes)
    {
        var cursor = new ByteCursor(bytes);
        using var clean = new MemoryStream();
        clean.Write(cursor.Take(2));
        int width = 0, height = 0;
        while (true)
        {
            var marker = Marker(ref cursor);
            if (marker == EndOfImage)
            {
                clean.Write([0xFF, EndOfImage]);
                return width > 0 ? new CleanImage(clean.ToArray(), width, height) : throw new InvalidDataException("the picture is empty");
            }

            if (marker is 0xD8 or 0x01 or >= 0xD0 and <= 0xD7)
                throw new InvalidDataException("the picture is damaged");
            var from = cursor.Position;
            var data = cursor.Take(cursor.UInt16() - 2);
            if (IsFrame(marker))
            {
                var frame = new ByteCursor(data);
                frame.Byte();
                (height, width) = (frame.UInt16(), frame.UInt16());
                CleanImage.RequireSize(width, height);
            }

            if (marker == 0xE0 && data.StartsWith("JFIF\0"u8) && data.Length >= 14)
            {
                clean.Write([0xFF, 0xE0, 0, 16]);
                clean.Write(data[..12]);
                clean.Write([0, 0]);
            }
            else if (IsKept(marker, data))
            {
                clean.Write([0xFF, marker]);
                clean.Write(cursor.Since(from));
            }

            if (marker == StartOfScan)
                clean.Write(TakeScan(ref cursor));
        }
    }

    /// <summary>The next marker; any number of FF may stand before it.</summary>
    private static byte Marker(ref ByteCursor cursor)
    {
        if (cursor.Byte() != 0xFF)
            throw new InvalidDataException("the picture is damaged");
        byte marker;
        do
            marker = cursor.Byte();
        while (marker == 0xFF);
        return marker;
    }

    /// <summary>Pixels up to the next marker that is no part of them.</summary>
    private static ReadOnlySpan<byte> TakeScan(ref ByteCursor cursor)
    {
        var from = cursor.Position;
        while (true)
        {
            if (cursor.Byte() != 0xFF)
                continue;
            var next = cursor.Byte();
            if (next is 0 or >= 0xD0 and <= 0xD7)
                continue;
            cursor.Back();
            cursor.Back();
            return cursor.Since(from);
        }
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool IsKept(byte marker, ReadOnlySpan<byte> data) => marker switch
    {
        0xE2 => data.StartsWith("ICC_PROFILE\0"u8),
        0xEE => data.StartsWith("Adobe"u8),
        >= 0xC0 and <= 0xCF or >= 0xDA and <= 0xDF => true,   // frames, tables, scans
        _ => false,
    };
}
