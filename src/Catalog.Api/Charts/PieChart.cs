using System.Globalization;
using Catalog.Api.Charts.Drawing;

namespace Catalog.Api.Charts;

/// <summary>Parts of a whole, clockwise from the top, the largest first. A legend with the exact amounts stands beside the pie, or below it where the picture is narrow.</summary>
internal static class PieChart
{
    private const double LabelSize = 13.5, Swatch = 16, Indent = 26;

    public static Scene Draw(ChartData data)
    {
        var frame = new ChartFrame(data);
        if (data.Items.Count == 0)
            frame.Say("chart.empty");
        else if (data.Total is null)
            frame.Say("chart.pie.not-added");
        else if (data.Items.Any(item => item.Amount < 0))
            frame.Say("chart.pie.negative");
        else if (data.Total == 0)
            frame.Say("chart.zero");
        else
            DrawPie(frame, data);
        return frame.Finish("chart.pie.desc");
    }

    private static void DrawPie(ChartFrame frame, ChartData data)
    {
        var isWide = frame.Width >= 600;
        var radius = Math.Min(isWide ? frame.Inner * 0.21 : frame.Inner * 0.34, 170);
        var top = frame.Y + 20;   // room for the percentages around the pie
        var (x, y) = (isWide ? ChartFrame.Margin + radius + 40 : frame.Width / 2, top + radius);
        var left = isWide ? ChartFrame.Margin + (2 * radius) + 96 : ChartFrame.Margin;
        frame.Y = isWide ? top - 20 : top + (2 * radius) + 28;

        var from = 0m;
        foreach (var (n, item) in data.Items.Index())
        {
            var fill = item.IsOther ? Palette.Other : Palette.Slice(n);
            var shapes = new List<Shape>();
            if (item.Share > 0)
                shapes.AddRange(Slice(x, y, radius, (double)from, (double)item.Share, fill, item.ShareText));
            shapes.AddRange(Legend(frame, item, fill, left));
            frame.Add(new Shape.Group(shapes, item.Sentence, item.Href));
            from += item.Share ?? 0;
        }

        frame.Y = Math.Max(frame.Y, top + (2 * radius) + 20);
    }

    private static IEnumerable<Shape> Slice(double x, double y, double radius, double from, double share, Fill fill, string percent)
    {
        var (x1, y1) = At(from);
        var (x2, y2) = At(from + share);
        var (opposite, other) = At(from + 0.5);
        // An arc from a point to itself is nothing: the whole circle is two halves.
        yield return new Shape.Path(share > 0.9999
            ? Path($"M{x1:0.##} {y1:0.##}A{radius:0.##} {radius:0.##} 0 0 1 {opposite:0.##} {other:0.##}A{radius:0.##} {radius:0.##} 0 0 1 {x1:0.##} {y1:0.##}Z")
            : Path($"M{x:0.##} {y:0.##}L{x1:0.##} {y1:0.##}A{radius:0.##} {radius:0.##} 0 {(share > 0.5 ? 1 : 0)} 1 {x2:0.##} {y2:0.##}Z"), fill);
        if (share < 0.04)
            yield break;   // small neighbours would write over each other; the legend has the number
        var middle = 2 * Math.PI * (from + (share / 2));
        var (dx, dy) = (Math.Sin(middle), -Math.Cos(middle));
        var anchor = Math.Abs(dx) < 0.3 ? Anchor.Middle : dx > 0 ? Anchor.Start : Anchor.End;
        yield return new Shape.Text(x + (dx * (radius + 7)), y + (dy * (radius + 7)) + (dy * 5) + 5, percent, 12.5, false, Palette.Ink, anchor);

        (double, double) At(double part) => (x + (radius * Math.Sin(2 * Math.PI * part)), y - (radius * Math.Cos(2 * Math.PI * part)));
        static string Path(FormattableString data) => data.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<Shape> Legend(ChartFrame frame, ChartItem item, Fill fill, double left)
    {
        yield return new Shape.Rect(left, frame.Y + 4, Swatch, Swatch, fill);
        foreach (var line in ChartFont.Wrap(item.Caption, LabelSize, false, frame.Width - ChartFrame.Margin - left - Indent, 2))
        {
            frame.Y += 18;
            yield return new Shape.Text(left + Indent, frame.Y, line, LabelSize, false, Palette.Ink);
        }

        frame.Y += 18;
        yield return new Shape.Text(left + Indent, frame.Y, $"{item.AmountText}  ({item.ShareText})", LabelSize, true, Palette.Ink);
        frame.Y += 10;
    }
}
