namespace OpenData.Core.Aggregates;

/// <summary>The groups of one page.</summary>
/// <param name="Total">All groups, before <c>limit</c>, <c>offset</c> and <c>top</c>.</param>
/// <param name="Rows">One text for each output, as it is shown; null = no value.</param>
/// <param name="HasOther">Whether the last row is the rest that <c>top</c> folded.</param>
/// <param name="Engine"><c>duckdb</c> or <c>postgresql</c>.</param>
public sealed record AggregateAnswer(long Total, IReadOnlyList<string?[]> Rows, bool HasOther, string Engine)
{
    /// <summary>About as many bytes as it takes in memory.</summary>
    public long Size => 100 + Rows.Sum(row => 32 + row.Sum(text => 32 + (2L * (text?.Length ?? 0))));
}
