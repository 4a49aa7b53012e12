using Catalog.Api.Charts.Drawing;
using OpenData.Core.Texts;

namespace Catalog.Api.Charts;

/// <summary>What every picture has around its figure: title, what it is cut to, unit and total above; source and version below.</summary>
internal sealed class ChartFrame
{
    public const double Margin = 16;

    private const double TitleSize = 18, TextSize = 14, SmallSize = 12.5;

    private readonly ChartData _data;
    private readonly List<Shape> _shapes = [];

    public ChartFrame(ChartData data)
    {
        _data = data;
        Y = Margin - 2;
        Write(data.Title, TitleSize, true, Palette.Ink, 4);
        Y += 3;
        foreach (var subtitle in data.Subtitles)
            Write(subtitle, TextSize, true, Palette.Muted, 3);
        Write(data.Reading, TextSize, false, Palette.Muted, 3);
        Y += 12;
    }

    public double Width => _data.Spec.Width;

    /// <summary>Width between the margins.</summary>
    public double Inner => Width - (2 * Margin);

    /// <summary>Where the next thing may begin; whoever draws moves it.</summary>
    public double Y { get; set; }

    public void Add(Shape shape) => _shapes.Add(shape);

    /// <summary>Text from margin to margin below what is there.</summary>
    public void Write(string text, double size, bool bold, string color, int most)
    {
        foreach (var line in ChartFont.Wrap(text, size, bold, Inner, most))
        {
            Y += Math.Round(size * 1.35);
            _shapes.Add(new Shape.Text(Margin, Y, line, size, bold, color));
        }
    }

    /// <summary>A sentence in place of the figure.</summary>
    public void Say(string key)
    {
        Y += 12;
        Write(TextCatalog.Get(_data.Spec.Language, key), TextSize + 1, false, Palette.Ink, 5);
        Y += 12;
    }

    /// <summary>The finished picture.</summary>
    /// <param name="description">Key of the sentence that names the kind of picture, with place <c>{items}</c>.</param>
    public Scene Finish(string description)
    {
        Y += 14;
        _shapes.Add(new Shape.Line(Margin, Y, Width - Margin, Y, Palette.Rule, 1));
        Write(_data.Source, SmallSize, false, Palette.Muted, 3);
        Write(_data.Edition, SmallSize, false, Palette.Muted, 3);
        var items = string.Join("; ", _data.Items.Take(25).Select(item => item.Sentence));
        return new Scene
        {
            Width = Width,
            Height = Math.Ceiling(Y + Margin),
            Title = string.Join(". ", [_data.Title, .. _data.Subtitles]),
            Description = string.Join(' ', TextCatalog.Format(_data.Spec.Language, description, new Dictionary<string, string> { ["items"] = items }), _data.Reading, _data.Edition),
            Language = _data.Spec.Language,
            Shapes = [new Shape.Rect(0, 0, Width, Math.Ceiling(Y + Margin), new Fill(Palette.Paper)), .. _shapes],
        };
    }
}
