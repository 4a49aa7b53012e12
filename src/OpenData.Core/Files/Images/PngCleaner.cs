using System.Text;

namespace OpenData.Core.Files.Images;

/// <summary>PNG and APNG: a signature and chunks of length, name, data, checksum (W3C PNG, third edition).</summary>
internal static class PngCleaner
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT",
    };

    public static CleanImage Clean(ReadOnlySpan<byte> bytes)
    {
        var cursor = new ByteCursor(bytes);
        using var clean = new MemoryStream();
        clean.Write(cursor.Take(8));
        int width = 0, height = 0;
        var hasData = false;
        for (var name = ""; name != "IEND";)
        {
            var from = cursor.Position;
            var length = cursor.UInt32();
            name = Encoding.Latin1.GetString(cursor.Take(4));
            var data = cursor.Take(length <= int.MaxValue ? (int)length : int.MaxValue);
            cursor.Take(4);
            if ((name == "IHDR") != (from == 8))
                throw new InvalidDataException("the picture does not begin with its header");
            if (name == "IHDR")
            {
                var header = new ByteCursor(data);
                long wide = header.UInt32(), high = header.UInt32();
                CleanImage.RequireSize(wide, high);
                (width, height) = ((int)wide, (int)high);
            }

            hasData |= name == "IDAT";
            if (Kept.Contains(name))
                clean.Write(cursor.Since(from));
        }

        return hasData ? new CleanImage(clean.ToArray(), width, height) : throw new InvalidDataException("the picture is empty");
    }
}
