using System.Text.Json;

namespace OpenData.Core.Cubes;

/// <summary>A filter on one dimension: any of the values, or with <see cref="IsNegated"/> none of them. <c>ToString</c> is its canonical text in a query.</summary>
public sealed record Cut
{
    public required Dimension Dimension { get; init; }

    public bool IsNegated { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<CutValue> Values { get; init; }

    /// <summary>The one member that the cut leaves, or null when it leaves several.</summary>
    public string? OnlyMember => !IsNegated && Values is [CutValue.Exact exact] ? exact.Text : null;

    /// <summary>A cut to one member.</summary>
    public static Cut To(Dimension dimension, string member) => new() { Dimension = dimension, Values = [new CutValue.Exact(member)] };

    public override string ToString() => $"{Dimension.Name}:{(IsNegated ? "!" : "")}{string.Join(';', Values)}";

    /// <summary>Cuts as the parameter <c>cut</c> takes them.</summary>
    public static string Join(IEnumerable<Cut> cuts) => string.Join('|', cuts);
}

/// <summary>One alternative of a <see cref="Cut"/>.</summary>
public abstract record CutValue
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private CutValue() { }

    /// <summary>The member itself; blank stands for "none given".</summary>
    public sealed record Exact(string Text) : CutValue
    {
        public override string ToString() => NeedsQuotes(Text) ? JsonSerializer.Serialize(Text, Readable) : Text;
    }

    /// <summary>From and to, both included; null is open. Text compares by code point.</summary>
    public sealed record Range(string? From, string? To) : CutValue
    {
        public override string ToString() => $"{From}..{To}";
    }

    /// <summary>All members that begin with the text: <c>6*</c>.</summary>
    public sealed record Prefix(string Text) : CutValue
    {
        public override string ToString() => $"{Text}*";
    }

    private static bool NeedsQuotes(string text) =>
        text.Length == 0 || text.AsSpan().IndexOfAny(";|\"\\") >= 0 || text[0] == '!' || text[^1] == '*' || text != text.Trim()
        || text.Contains("..", StringComparison.Ordinal);
}
