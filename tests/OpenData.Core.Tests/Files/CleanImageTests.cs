using System.Text;
using OpenData.Core.Files;
using OpenData.Core.Files.Images;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Files;

/// <summary>Pictures keep what shows them and lose the rest: where they were taken, by whom, with what (security rule 18).</summary>
public sealed class CleanImageTests
{
    private const string Secret = "40.6401N 22.9444E";

    [Fact]
    public void Png_loses_texts_times_exif_and_what_stands_behind_its_end()
    {
        byte[] picture = [.. TestImages.Png(3, 2, ("tEXt", Secret), ("iTXt", Secret), ("eXIf", Secret), ("tIME", Secret), ("pHYs", "123456789")), .. Bytes(Secret)];

        var clean = CleanImage.Of(FileKind.Png, picture);

        Assert.Equal((3, 2), (clean.Width, clean.Height));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(clean.Bytes), StringComparison.Ordinal);
        Assert.Equal(TestImages.Png(3, 2, ("pHYs", "123456789")), clean.Bytes);
    }

    [Fact]
    public void Jpeg_loses_exif_comments_and_thumbnails_and_keeps_scans_and_profile()
    {
        byte[] picture = [.. TestImages.Jpeg(4, 5, (0xE1, "Exif\0\0" + Secret), (0xE1, "http://ns.adobe.com/xap/1.0/\0" + Secret), (0xED, Secret), (0xFE, Secret), (0xE2, "MPF\0" + Secret), (0xE2, "ICC_PROFILE\0x")), .. Bytes(Secret)];

        var clean = CleanImage.Of(FileKind.Jpeg, picture);

        Assert.Equal((4, 5), (clean.Width, clean.Height));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(clean.Bytes), StringComparison.Ordinal);
        Assert.Equal(TestImages.Jpeg(4, 5, (0xE2, "ICC_PROFILE\0x")), clean.Bytes);
    }

    [Fact]
    public void Gif_loses_comments_and_foreign_extensions_and_keeps_its_film()
    {
        byte[] picture = [.. TestImages.Gif(6, 7, [0x21, 0xFE, .. Block(Secret), 0], [0x21, 0xFF, 11, .. Bytes("XMP DataXMP"), .. Block(Secret), 0], Loop), .. Bytes(Secret)];

        var clean = CleanImage.Of(FileKind.Gif, picture);

        Assert.Equal((6, 7), (clean.Width, clean.Height));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(clean.Bytes), StringComparison.Ordinal);
        Assert.Equal(TestImages.Gif(6, 7, Loop), clean.Bytes);
    }

    [Fact]
    public void Pictures_of_too_many_pixels_and_of_none_are_refused_by_their_header()
    {
        Assert.Contains("40 million pixels", Assert.Throws<InvalidDataException>(() => CleanImage.Of(FileKind.Png, TestImages.Png(30_000, 30_000))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => CleanImage.Of(FileKind.Png, TestImages.Png(int.MaxValue, int.MaxValue)));
        Assert.Throws<InvalidDataException>(() => CleanImage.Of(FileKind.Jpeg, TestImages.Jpeg(65_535, 65_535)));
        Assert.Throws<InvalidDataException>(() => CleanImage.Of(FileKind.Gif, TestImages.Gif(65_535, 65_535)));
        Assert.Throws<InvalidDataException>(() => CleanImage.Of(FileKind.Png, TestImages.Png(0, 5)));
        Assert.Equal(8000, CleanImage.Of(FileKind.Png, TestImages.Png(8000, 5000)).Width);
    }

    [Fact]
    public void Any_change_of_a_picture_ends_as_a_picture_or_as_a_damaged_one()
    {
        var random = new Random(11);
        foreach (var (kind, picture) in new[] { (FileKind.Png, TestImages.Png(3, 2, ("tEXt", "x"))), (FileKind.Jpeg, TestImages.Jpeg(4, 5, (0xE1, "Exif"))), (FileKind.Gif, TestImages.Gif(6, 7, Loop)) })
        {
            for (var round = 0; round < 20_000; round++)
            {
                var changed = picture.ToArray();
                for (var change = 0; change < 1 + (round % 4); change++)
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                try
                {
                    CleanImage.Of(kind, changed.AsSpan(0, random.Next(changed.Length + 1)));
                }
                catch (InvalidDataException)
                {
                    // the one that is expected
                }
            }
        }
    }

    private static readonly byte[] Loop = [0x21, 0xFF, 11, .. Bytes("NETSCAPE2.0"), 3, 1, 0, 0, 0];

    private static byte[] Block(string text) => [(byte)text.Length, .. Bytes(text)];

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
