namespace Catalog.Api.Charts.Drawing;

/// <summary>Colours and patterns. Each area colour has at least 3:1 against white, each text colour 4.5:1 (WCAG 1.4.3, 1.4.11); patterns tell areas apart without colour.</summary>
internal static class Palette
{
    public const string Paper = "#ffffff", Ink = "#1b1f24", Muted = "#4a525c", Rule = "#c9ced6";

    /// <summary>The colour of a single series.</summary>
    public static readonly Fill Series = new("#1b5e8c");

    /// <summary>A negative amount.</summary>
    public static readonly Fill Negative = new("#a3341f", new Pattern("rising", Rising));

    /// <summary>What was folded.</summary>
    public static readonly Fill Other = new("#5f6770", new Pattern("cross", "M0 4H8M4 0V8"));

    private const string Rising = "M-2 2L2 -2M0 8L8 0M6 10L10 6";
    private const string Falling = "M-2 6L2 10M0 0L8 8M6 -2L10 2";

    private static readonly Fill[] Slices =
    [
        new("#1b5e8c"),
        new("#b3541e", new Pattern("rising", Rising)),
        new("#2e7d4f", new Pattern("level", "M0 4H8")),
        new("#7b3f8c", new Pattern("falling", Falling)),
        new("#8a6a14", new Pattern("upright", "M4 0V8")),
        new("#a8325e", new Pattern("net", Rising + Falling)),
        new("#20707a"),
    ];

    /// <summary>The fill of the n-th slice, from 0.</summary>
    public static Fill Slice(int n) => Slices[n % Slices.Length];
}
