using System.Security.Cryptography;
using System.Text.Json;
using Catalog.Api.Charts.Drawing;
using OpenData.Core.Texts;
using OpenData.Testing;
using SkiaSharp;
using Xunit;

namespace Catalog.Api.Tests.Charts;

public sealed class DrawingTests
{
    private const string Alphabets = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩάέήίόύώϊϋΐΰςΆΈΉΊΌΎΏαβγδεζηθικλμνξοπρστυφχψω ABCxyz 0123456789.,:;()%–−…›·«»<€&";

    [Fact]
    public void The_font_has_a_glyph_for_every_letter_of_both_languages()
    {
        foreach (var bold in new[] { false, true })
        {
            var missing = (Alphabets + string.Concat(TextCatalog.Languages.SelectMany(language => TextCatalog.Keys(language).Where(key => key.StartsWith("chart.", StringComparison.Ordinal)).Select(key => TextCatalog.Get(language, key)))))
                .Distinct().Where(c => ChartFont.Typeface(bold).GetGlyph(c) == 0).ToList();

            Assert.Empty(missing);
        }
    }

    [Fact]
    public void The_font_is_the_one_of_the_manifest_with_its_licence()
    {
        var folder = Path.Combine(Repository.Root, "src", "Catalog.Api", "Charts", "Fonts");
        var entry = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json"))).RootElement[0];

        var files = entry.GetProperty("files").EnumerateObject().ToDictionary(file => file.Name, file => file.Value.GetString());
        Assert.Equal(["NotoSans-Bold.ttf", "NotoSans-Regular.ttf", "OFL.txt"], files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Value, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file.Key))))));
        Assert.Equal("OFL-1.1", entry.GetProperty("licence").GetString());
    }

    [Fact]
    public void A_png_has_its_header_twice_the_size_and_Greek_letters_that_differ()
    {
        var png = PngWriter.Write(Scene("Δ"));
        using var delta = SKBitmap.Decode(png);
        using var lambda = SKBitmap.Decode(PngWriter.Write(Scene("Λ")));
        using var blank = SKBitmap.Decode(PngWriter.Write(Scene(" ")));

        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Assert.Equal((200, 120), (delta.Width, delta.Height));
        Assert.All(blank.Pixels, pixel => Assert.Equal(SKColors.White, pixel));
        Assert.Contains(delta.Pixels, pixel => pixel.Red < 64);
        Assert.NotEqual(delta.Pixels, lambda.Pixels);   // two boxes for missing letters would be alike
    }

    [Fact]
    public void A_huge_picture_is_drawn_with_fewer_pixels()
    {
        using var bitmap = SKBitmap.Decode(PngWriter.Write(Scene("Ω") with { Width = 1600, Height = 9000 }));

        Assert.InRange((long)bitmap.Width * bitmap.Height, 7_900_000, 8_100_000);
    }

    [Fact]
    public void The_same_scene_gives_the_same_bytes()
    {
        Assert.Equal(SvgWriter.Write(Scene("Ωραία"), "a", inPage: false), SvgWriter.Write(Scene("Ωραία"), "a", inPage: false));
        Assert.Equal(PngWriter.Write(Scene("Ωραία")), PngWriter.Write(Scene("Ωραία")));
    }

    [Theory]
    [InlineData("Οικονομικές και διοικητικές υπηρεσίες", 120, 3, "Οικονομικές και|διοικητικές|υπηρεσίες")]
    [InlineData("Οικονομικές και διοικητικές υπηρεσίες", 120, 2, "Οικονομικές και|διοικητικές…")]
    [InlineData("ΠΡΟΫΠΟΛΟΓΙΣΘΕΝΤΑΚΑΙΑΛΛΑΠΟΛΛΑΧΩΡΙΣΚΕΝΟ", 120, 2, "ΠΡΟΫΠΟΛΟΓΙΣ…")]
    [InlineData("λίγα", 120, 2, "λίγα")]
    [InlineData("", 120, 2, "")]
    public void A_long_label_is_broken_between_words_and_cut_at_the_last_line(string text, double width, int most, string lines) =>
        Assert.Equal(lines, string.Join('|', ChartFont.Wrap(text, 14, false, width, most)));

    [Theory]
    [InlineData("#1b5e8c")]
    [InlineData("#b3541e")]
    [InlineData("#2e7d4f")]
    [InlineData("#7b3f8c")]
    [InlineData("#8a6a14")]
    [InlineData("#a8325e")]
    [InlineData("#20707a")]
    [InlineData("#5f6770")]
    [InlineData(Palette.Ink)]
    [InlineData(Palette.Muted)]
    public void Every_colour_stands_out_from_the_paper(string color)
    {
        var c = SKColor.Parse(color);
        var luminance = (0.2126 * Linear(c.Red)) + (0.7152 * Linear(c.Green)) + (0.0722 * Linear(c.Blue));

        Assert.True(1.05 / (luminance + 0.05) >= 4.5, $"{color} has only {1.05 / (luminance + 0.05):0.00}:1");

        static double Linear(byte part) => part / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
    }

    [Fact]
    public void No_two_slices_share_colour_or_pattern()
    {
        var fills = Enumerable.Range(0, 7).Select(Palette.Slice).ToList();

        Assert.Equal(7, fills.Select(fill => fill.Color).Distinct().Count());
        Assert.True(fills.Select(fill => fill.Pattern?.Name).Distinct().Count() >= 6);
    }

    private static Scene Scene(string text) => new()
    {
        Width = 100, Height = 60, Title = "t", Description = "d", Language = "el",
        Shapes = [new Shape.Rect(0, 0, 100, 60, new Fill(Palette.Paper)), new Shape.Text(10, 40, text, 30, true, Palette.Ink)],
    };
}
