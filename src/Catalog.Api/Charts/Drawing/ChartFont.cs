using SkiaSharp;

namespace Catalog.Api.Charts.Drawing;

/// <summary>The shipped font (Noto Sans, OFL): pictures must not depend on what a machine has installed. Its unhinted widths also lay out the SVG, so its bytes are the same everywhere.</summary>
internal static class ChartFont
{
    /// <summary>Families for a reader of the SVG who does not have ours, from alike to anything.</summary>
    public const string Families = "Noto Sans, Open Sans, DejaVu Sans, Arial, sans-serif";

    private static readonly Lazy<SKTypeface> Regular = new(() => Load("NotoSans-Regular.ttf"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("NotoSans-Bold.ttf"));

    public static SKTypeface Typeface(bool bold) => (bold ? Bold : Regular).Value;

    /// <summary>A font to measure and draw with; the caller disposes it.</summary>
    public static SKFont Create(double size, bool bold) => new(Typeface(bold), (float)size)
    {
        Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true, Edging = SKFontEdging.Antialias,
    };

    /// <summary>Width in units of the picture.</summary>
    public static double Measure(string text, double size, bool bold = false)
    {
        using var font = Create(size, bold);
        return font.MeasureText(text) * Reserve(bold);
    }

    /// <summary>The text in lines that fit; what does not fit into <paramref name="most"/> lines is cut with "…".</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, bool bold, double width, int most)
    {
        using var font = Create(size, bold);
        width /= Reserve(bold);
        var lines = new List<string>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Fits(font, $"{lines[^1]} {word}", width))
                lines[^1] += $" {word}";
            else
                lines.Add(word);
        }

        return [.. lines.Take(most).Select((line, i) => (i == most - 1 && lines.Count > most) || !Fits(font, line, width) ? Cut(font, line, width) : line)];
    }

    private static string Cut(SKFont font, string line, double width)
    {
        while (line.Length > 1 && !Fits(font, line + "…", width))
            line = line[..^(char.IsLowSurrogate(line[^1]) ? 2 : 1)];
        return line.TrimEnd(' ', ',', '.', '-', '·') + "…";
    }

    private static bool Fits(SKFont font, string text, double width) => font.MeasureText(text) <= width;

    /// <summary>A reader's font may run wider than ours (DejaVu does, most of all its bold): room is kept for it.</summary>
    private static double Reserve(bool bold) => bold ? 1.2 : 1.1;

    private static SKTypeface Load(string file)
    {
        using var stream = typeof(ChartFont).Assembly.GetManifestResourceStream($"Charts/Fonts/{file}")
            ?? throw new InvalidOperationException($"The font {file} is not in the program.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The font {file} cannot be read.");
    }
}
