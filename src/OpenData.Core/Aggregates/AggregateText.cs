using System.Text.Json.Nodes;

namespace OpenData.Core.Aggregates;

/// <summary>A query as a caller writes it: lists of short texts or of objects, conditions as objects.</summary>
public sealed record AggregateText
{
    public JsonNode? GroupBy { get; init; }

    public JsonNode? Select { get; init; }

    public JsonNode? Where { get; init; }

    public JsonNode? Having { get; init; }

    public JsonNode? OrderBy { get; init; }

    public int? Top { get; init; }

    public int Limit { get; init; } = 100;

    public long Offset { get; init; }
}
