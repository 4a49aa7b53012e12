using System.Globalization;
using System.Text;

namespace Catalog.Api.Charts.Drawing;

/// <summary>Writes a scene as SVG: text stays text, groups are links, no script, no style sheet, no foreign address. The same scene gives the same bytes.</summary>
internal static class SvgWriter
{
    /// <param name="id">Prefix of the ids in it: two pictures in one page must not share any.</param>
    /// <param name="inPage">Part of a page: then it is a group of links for a screen reader, not one image.</param>
    public static string Write(Scene scene, string id, bool inPage)
    {
        var svg = new StringBuilder();
        var (width, height) = (Number(scene.Width), Number(scene.Height));
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"");
        svg.Append(CultureInfo.InvariantCulture, $" role=\"{(inPage ? "group" : "img")}\" aria-labelledby=\"{id}-title {id}-desc\" lang=\"{scene.Language}\" font-family=\"{ChartFont.Families}\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"{id}-title\">{Escape(scene.Title)}</title>\n<desc id=\"{id}-desc\">{Escape(scene.Description)}</desc>\n");
        WritePatterns(svg, scene, id);
        foreach (var shape in scene.Shapes)
            Write(svg, shape, id);
        return svg.Append("</svg>\n").ToString();
    }

    private static void WritePatterns(StringBuilder svg, Scene scene, string id)
    {
        var fills = Fills(scene.Shapes).Where(fill => fill.Pattern is not null).Distinct().ToList();
        if (fills.Count == 0)
            return;
        svg.Append("<defs>\n");
        foreach (var fill in fills)
        {
            var tile = Number(Pattern.Tile);
            svg.Append(CultureInfo.InvariantCulture, $"<pattern id=\"{Reference(fill, id)}\" width=\"{tile}\" height=\"{tile}\" patternUnits=\"userSpaceOnUse\">");
            svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{tile}\" height=\"{tile}\" fill=\"{fill.Color}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{fill.Pattern!.Data}\" fill=\"none\" stroke=\"#ffffff\" stroke-opacity=\"{Number(Pattern.Opacity)}\" stroke-width=\"{Number(Pattern.LineWidth)}\"/></pattern>\n");
        }

        svg.Append("</defs>\n");
    }

    private static void Write(StringBuilder svg, Shape shape, string id)
    {
        switch (shape)
        {
            case Shape.Rect rect:
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(rect.X)}\" y=\"{Number(rect.Y)}\" width=\"{Number(rect.Width)}\" height=\"{Number(rect.Height)}\" fill=\"{Paint(rect.Fill, id)}\"/>\n");
                break;
            case Shape.Path path:
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path.Data}\" fill=\"{Paint(path.Fill, id)}\" stroke=\"{Palette.Paper}\" stroke-width=\"1.5\"/>\n");
                break;
            case Shape.Line line:
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Number(line.X1)}\" y1=\"{Number(line.Y1)}\" x2=\"{Number(line.X2)}\" y2=\"{Number(line.Y2)}\" stroke=\"{line.Color}\" stroke-width=\"{Number(line.Width)}\"/>\n");
                break;
            case Shape.Text text:
                var anchor = text.Anchor switch { Anchor.Middle => " text-anchor=\"middle\"", Anchor.End => " text-anchor=\"end\"", _ => "" };
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(text.X)}\" y=\"{Number(text.Y)}\" font-size=\"{Number(text.Size)}\"{(text.Bold ? " font-weight=\"700\"" : "")} fill=\"{text.Color}\"{anchor}>{Escape(text.Content)}</text>\n");
                break;
            case Shape.Group group:
                Write(svg, group, id);
                break;
        }
    }

    private static void Write(StringBuilder svg, Shape.Group group, string id)
    {
        // target: a picture in a frame or an object element opens the next level in the window, not in itself.
        svg.Append(group.Href is null ? "<g>" : $"<a href=\"{Escape(group.Href)}\" target=\"_top\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{Escape(group.Title)}</title>\n");
        foreach (var shape in group.Shapes)
            Write(svg, shape, id);
        svg.Append(group.Href is null ? "</g>\n" : "</a>\n");
    }

    private static IEnumerable<Fill> Fills(IEnumerable<Shape> shapes) => shapes.SelectMany(shape => shape switch
    {
        Shape.Rect rect => [rect.Fill],
        Shape.Path path => [path.Fill],
        Shape.Group group => Fills(group.Shapes),
        _ => Enumerable.Empty<Fill>(),
    });

    private static string Paint(Fill fill, string id) => fill.Pattern is null ? fill.Color : $"url(#{Reference(fill, id)})";

    private static string Reference(Fill fill, string id) => $"{id}-{fill.Pattern!.Name}-{fill.Color[1..]}";

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text for XML: marks escaped, and what XML does not allow at all left out.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                < ' ' and not '\t' or 0xfffe or 0xffff => escaped,
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }
}
