namespace Catalog.Api.Charts.Drawing;

/// <summary>One of the five things that a chart is drawn from; both back ends know exactly these. Lengths are in units of the picture, y grows downwards.</summary>
internal abstract record Shape
{
    private Shape() { }

    /// <summary>A filled rectangle.</summary>
    public sealed record Rect(double X, double Y, double Width, double Height, Fill Fill) : Shape;

    /// <summary>A filled area; <paramref name="Data"/> is a path in SVG's notation, of the commands M, L, A, H, V and Z. A thin white line parts it from its neighbours.</summary>
    public sealed record Path(string Data, Fill Fill) : Shape;

    public sealed record Line(double X1, double Y1, double X2, double Y2, string Color, double Width) : Shape;

    /// <summary>One line of text; <paramref name="X"/> is its start, middle or end as <paramref name="Anchor"/> says, <paramref name="Y"/> its base line.</summary>
    public sealed record Text(double X, double Y, string Content, double Size, bool Bold, string Color, Anchor Anchor = Anchor.Start) : Shape;

    /// <summary>Shapes that belong together: what a pointer reads about them, and where they lead.</summary>
    public sealed record Group(IReadOnlyList<Shape> Shapes, string Title, string? Href) : Shape;
}

/// <summary>Which part of a text stands at its x.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A colour as <c>#rrggbb</c>, with a pattern of white lines over it where neighbours must differ without colour.</summary>
internal sealed record Fill(string Color, Pattern? Pattern = null);

/// <summary>White lines on a tile of <see cref="Tile"/> by <see cref="Tile"/> units that repeats; <paramref name="Data"/> is a path in SVG's notation.</summary>
internal sealed record Pattern(string Name, string Data)
{
    public const double Tile = 8, LineWidth = 1.6;

    /// <summary>How much of the colour the white lines cover.</summary>
    public const double Opacity = 0.55;
}

/// <summary>A picture ready to be written: text is already broken into lines.</summary>
internal sealed record Scene
{
    public required double Width { get; init; }

    public required double Height { get; init; }

    /// <summary>The name of the picture for those who do not see it.</summary>
    public required string Title { get; init; }

    /// <summary>What it shows, in words and numbers.</summary>
    public required string Description { get; init; }

    /// <summary>Of its texts: <c>el</c>, <c>en</c>.</summary>
    public required string Language { get; init; }

    public required IReadOnlyList<Shape> Shapes { get; init; }
}
