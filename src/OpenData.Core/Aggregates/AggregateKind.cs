namespace OpenData.Core.Aggregates;

/// <summary>What a value is to a sum: PostgreSQL's types, as far as two engines agree about them to the last digit.</summary>
public enum AggregateKind
{
    Text,
    Whole,

    /// <summary>Exact decimals.</summary>
    Numeric,

    /// <summary>Doubles.</summary>
    Floating,
    Boolean,
    Date,

    /// <summary>Date and time without a zone.</summary>
    Timestamp,

    /// <summary>Date and time, shown in UTC.</summary>
    Instant,

    /// <summary>JSON, lists, intervals and the like: can be counted only.</summary>
    Opaque,
}
