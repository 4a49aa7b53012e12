using SkiaSharp;

namespace Catalog.Api.Charts.Drawing;

/// <summary>Paints a scene as PNG with SkiaSharp, the only class besides <see cref="ChartFont"/> that knows it.</summary>
internal static class PngWriter
{
    /// <summary>Pixels for each unit: sharp on good screens and in print. Fewer where the picture would become larger than memory should hold.</summary>
    private const double Scale = 2;

    /// <summary>Of a whole picture, four bytes each while it is painted.</summary>
    private const double MostPixels = 8_000_000;

    public static byte[] Write(Scene scene)
    {
        var scale = Math.Min(Scale, Math.Sqrt(MostPixels / (scene.Width * scene.Height)));
        var size = new SKImageInfo((int)Math.Ceiling(scene.Width * scale), (int)Math.Ceiling(scene.Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(size) ?? throw new InvalidOperationException($"No room for a picture of {size.Width} by {size.Height} pixels.");
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale((float)scale);
        foreach (var shape in scene.Shapes)
            Paint(surface.Canvas, shape);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Paint(SKCanvas canvas, Shape shape)
    {
        switch (shape)
        {
            case Shape.Rect rect:
                using (var paint = Paint(rect.Fill))
                    canvas.DrawRect((float)rect.X, (float)rect.Y, (float)rect.Width, (float)rect.Height, paint);
                break;
            case Shape.Path path:
                Paint(canvas, path);
                break;
            case Shape.Line line:
                using (var paint = Stroke(SKColor.Parse(line.Color), line.Width))
                    canvas.DrawLine((float)line.X1, (float)line.Y1, (float)line.X2, (float)line.Y2, paint);
                break;
            case Shape.Text text:
                Paint(canvas, text);
                break;
            case Shape.Group group:
                foreach (var inner in group.Shapes)
                    Paint(canvas, inner);
                break;
        }
    }

    private static void Paint(SKCanvas canvas, Shape.Path shape)
    {
        using var path = SKPath.ParseSvgPathData(shape.Data);
        using (var paint = Paint(shape.Fill))
            canvas.DrawPath(path, paint);
        using var edge = Stroke(SKColor.Parse(Palette.Paper), 1.5);
        canvas.DrawPath(path, edge);
    }

    private static void Paint(SKCanvas canvas, Shape.Text text)
    {
        using var font = ChartFont.Create(text.Size, text.Bold);
        using var paint = new SKPaint { Color = SKColor.Parse(text.Color), IsAntialias = true };
        var align = text.Anchor switch { Anchor.Middle => SKTextAlign.Center, Anchor.End => SKTextAlign.Right, _ => SKTextAlign.Left };
        canvas.DrawText(text.Content, (float)text.X, (float)text.Y, align, font, paint);
    }

    private static SKPaint Paint(Fill fill)
    {
        var paint = new SKPaint { Color = SKColor.Parse(fill.Color), IsAntialias = true, Style = SKPaintStyle.Fill };
        if (fill.Pattern is null)
            return paint;
        using var recorder = new SKPictureRecorder();
        var tile = SKRect.Create((float)Pattern.Tile, (float)Pattern.Tile);
        var canvas = recorder.BeginRecording(tile);
        canvas.Clear(paint.Color);
        using (var path = SKPath.ParseSvgPathData(fill.Pattern.Data))
        using (var lines = Stroke(SKColors.White.WithAlpha((byte)(Pattern.Opacity * 255)), Pattern.LineWidth))
            canvas.DrawPath(path, lines);
        using var picture = recorder.EndRecording();
        paint.Shader = picture.ToShader(SKShaderTileMode.Repeat, SKShaderTileMode.Repeat, tile);
        return paint;
    }

    private static SKPaint Stroke(SKColor color, double width) =>
        new() { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = (float)width };
}
