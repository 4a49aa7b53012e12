using OpenData.Core.Cubes;

namespace Catalog.Api.Charts;

/// <summary>What a chart says: its numbers and every word in the picture. Pictures, CSV, JSON and the table beside them are made from this one.</summary>
internal sealed record ChartData
{
    public required ChartSpec Spec { get; init; }

    public required Cube Cube { get; init; }

    /// <summary>"Expenditure 2016: paid, by group".</summary>
    public required string Title { get; init; }

    /// <summary>What else the chart is cut to, line by line, such as "60 Staff pay and costs".</summary>
    public required IReadOnlyList<string> Subtitles { get; init; }

    /// <summary>Unit, total and what else must be known to read it.</summary>
    public required string Reading { get; init; }

    /// <summary>Publisher and dataset.</summary>
    public required string Source { get; init; }

    /// <summary>Version with its dates.</summary>
    public required string Edition { get; init; }

    /// <summary>The currency in words.</summary>
    public required string Unit { get; init; }

    public required string? Currency { get; init; }

    /// <summary>Sum of the items, or null where they must not be added.</summary>
    public required decimal? Total { get; init; }

    public required IReadOnlyList<ChartItem> Items { get; init; }
}

/// <summary>One slice, bar or row.</summary>
internal sealed record ChartItem
{
    /// <summary>Null for what was folded.</summary>
    public required string? Code { get; init; }

    /// <summary>In words, without the code.</summary>
    public required string Label { get; init; }

    public required decimal Amount { get; init; }

    /// <summary>The amount as people read it.</summary>
    public required string AmountText { get; init; }

    /// <summary>Budget lines.</summary>
    public required long Count { get; init; }

    /// <summary>Part of the total, 1 = all; null where there is no total or amounts are negative, so that parts mean nothing.</summary>
    public required decimal? Share { get; init; }

    /// <summary>As people read it; blank where there is none.</summary>
    public required string ShareText { get; init; }

    /// <summary>All of it in one sentence.</summary>
    public required string Sentence { get; init; }

    public required CubeCell Cell { get; init; }

    /// <summary>Where the item leads, or null.</summary>
    public string? Href { get; init; }

    public bool IsOther => Cell.IsOther;

    /// <summary>As a legend shows it: with the code where codes are something that people know.</summary>
    public required string Caption { get; init; }
}
