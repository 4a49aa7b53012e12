namespace OpenData.Core.Files.Images;

/// <summary>
/// A picture written anew with nothing but what is needed to show it: no EXIF, XMP or IPTC, no comments, no thumbnails, nothing behind its end (security rule 18).
/// The pixels are not touched.
/// </summary>
public sealed record CleanImage(byte[] Bytes, int Width, int Height)
{
    private const long MaxPixels = 40_000_000;

    /// <param name="kind">PNG, GIF or JPEG, as its first bytes say.</param>
    /// <param name="bytes">As sent.</param>
    /// <exception cref="InvalidDataException">It is damaged or has too many pixels; the text says which.</exception>
    public static CleanImage Of(FileKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        FileKind.Png => PngCleaner.Clean(bytes),
        FileKind.Gif => GifCleaner.Clean(bytes),
        FileKind.Jpeg => JpegCleaner.Clean(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Asked as soon as the size is known: nothing is unpacked here, but it is by everybody who looks at it.</summary>
    internal static void RequireSize(long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw new InvalidDataException("the picture has no size");
        if (width > MaxPixels || height > MaxPixels || width * height > MaxPixels)
            throw new InvalidDataException($"the picture has more than {MaxPixels / 1_000_000} million pixels");
    }
}
