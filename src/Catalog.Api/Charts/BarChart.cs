using Catalog.Api.Charts.Drawing;

namespace Catalog.Api.Charts;

/// <summary>Horizontal bars, each under its label, so that long Greek labels have the whole width, on a phone too; amounts stand in one column. Negative amounts go left from the zero line.</summary>
internal static class BarChart
{
    private const double LabelSize = 13.5, BarHeight = 16, Gap = 12;

    public static Scene Draw(ChartData data)
    {
        var frame = new ChartFrame(data);
        if (data.Items.Count == 0)
            frame.Say("chart.empty");
        else
            DrawBars(frame, data);
        return frame.Finish("chart.bar.desc");
    }

    private static void DrawBars(ChartFrame frame, ChartData data)
    {
        var amountWidth = data.Items.Max(item => ChartFont.Measure(item.AmountText, LabelSize, bold: true));
        var room = Math.Max(frame.Inner - amountWidth - 12, 40);
        var lowest = Math.Min(data.Items.Min(item => item.Amount), 0);
        var highest = Math.Max(data.Items.Max(item => item.Amount), 0);
        var span = highest - lowest;
        var zero = ChartFrame.Margin + Length(-lowest);
        foreach (var item in data.Items)
        {
            var shapes = new List<Shape>();
            foreach (var line in ChartFont.Wrap(item.Caption, LabelSize, false, frame.Inner, 2))
            {
                frame.Y += 18;
                shapes.Add(new Shape.Text(ChartFrame.Margin, frame.Y, line, LabelSize, false, Palette.Ink));
            }

            frame.Y += 6;
            var length = Length(Math.Abs(item.Amount));
            var fill = item.Amount < 0 ? Palette.Negative : item.IsOther ? Palette.Other : Palette.Series;
            if (length > 0)
                shapes.Add(new Shape.Rect(item.Amount < 0 ? zero - length : zero, frame.Y, length, BarHeight, fill));
            shapes.Add(new Shape.Text(frame.Width - ChartFrame.Margin, frame.Y + 13, item.AmountText, LabelSize, true, Palette.Ink, Anchor.End));
            frame.Add(new Shape.Line(zero, frame.Y - 2, zero, frame.Y + BarHeight + 2, Palette.Muted, 1));
            frame.Add(new Shape.Group(shapes, item.Sentence, item.Href));
            frame.Y += BarHeight + Gap - 6;
        }

        // Never invisible where there is an amount: half a unit at least.
        double Length(decimal amount) => amount == 0 || span == 0 ? 0 : Math.Max((double)(amount / span) * room, 0.5);
    }
}
