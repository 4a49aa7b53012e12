namespace OpenData.Core.Datastore;

/// <summary>A condition on rows, as parsed from <c>filters</c> (contract 5.6).</summary>
public abstract record Filter;

/// <summary>All of them; none = true.</summary>
public sealed record AllOf(IReadOnlyList<Filter> Parts) : Filter;

/// <summary>At least one of them; none = false.</summary>
public sealed record AnyOf(IReadOnlyList<Filter> Parts) : Filter;

/// <summary>A column compared with one value's text; null compares with nothing, as in SQL.</summary>
/// <param name="Column">Of the source.</param>
/// <param name="Operator">SQL's operator: one of <c>=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>.</param>
/// <param name="Value">Cast to the column's type by PostgreSQL.</param>
public sealed record Compare(RowColumn Column, string Operator, string? Value) : Filter;

/// <summary>A column that is null, or is not.</summary>
public sealed record IsNull(RowColumn Column, bool Not) : Filter;

/// <summary>A column that equals one of several texts.</summary>
public sealed record OneOf(RowColumn Column, IReadOnlyList<string?> Values) : Filter;
