using System.Globalization;

namespace OpenData.Core.Aggregates;

/// <summary>What is asked of a table, checked against its columns. Nothing in it is SQL: names are columns of the table, values are parameters.</summary>
public sealed record AggregateQuery
{
    public required IReadOnlyList<GroupTerm> Groups { get; init; }

    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>On rows.</summary>
    public required Condition Where { get; init; }

    /// <summary>On groups.</summary>
    public required Condition Having { get; init; }

    public required IReadOnlyList<OutputOrder> Order { get; init; }

    public required int Limit { get; init; }

    public required long Offset { get; init; }

    /// <summary>Groups that are kept, in the order; the rest becomes one row. Null: all.</summary>
    public int? Top { get; init; }

    public IReadOnlyList<Output> Outputs => [.. Groups, .. Measures];
}

/// <summary>A column of the answer.</summary>
/// <param name="Name">As the caller reads it.</param>
public abstract record Output(string Name)
{
    public abstract AggregateKind Kind { get; }

    /// <summary>PostgreSQL's short type name, as in <c>fields</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Decimals that its values are written with; null: as many as they have.</summary>
    public virtual int? Scale => null;
}

/// <summary>What rows are put together by: a column's value or the time that it lies in.</summary>
/// <param name="Name">As the caller reads it.</param>
/// <param name="Column">Of the table.</param>
/// <param name="Bucket">One of <see cref="Buckets"/>, or null for the value itself.</param>
public sealed record GroupTerm(string Name, AggregateColumn Column, string? Bucket) : Output(Name)
{
    public static readonly IReadOnlyList<string> Buckets = ["year", "quarter", "month", "week", "day", "hour"];

    public override AggregateKind Kind => Bucket is null ? Column.Kind : Bucket == "hour" ? (Column.Kind == AggregateKind.Instant ? AggregateKind.Instant : AggregateKind.Timestamp) : AggregateKind.Date;

    public override string Type => Bucket is null ? Column.Field.Type : Kind switch { AggregateKind.Date => "date", AggregateKind.Instant => "timestamptz", _ => "timestamp" };

    public override int? Scale => Column.Scale;
}

/// <summary>What is counted of a group.</summary>
/// <param name="Name">As the caller reads it.</param>
/// <param name="Function">One of <see cref="Functions"/>.</param>
/// <param name="Column">Of the table; null for the number of rows.</param>
/// <param name="Fraction">Of a percentile, in hundredths of a percent: 9950 is 99.5.</param>
public sealed record Measure(string Name, string Function, AggregateColumn? Column, int Fraction = 0) : Output(Name)
{
    public static readonly IReadOnlyList<string> Functions = ["count", "count_distinct", "sum", "avg", "min", "max", "median", "percentile"];

    /// <summary>Decimals of an average of exact numbers.</summary>
    public const int AverageScale = 10;

    public override AggregateKind Kind => Function switch
    {
        "count" or "count_distinct" => AggregateKind.Whole,
        "sum" or "avg" when Column!.Kind != AggregateKind.Floating => AggregateKind.Numeric,
        _ => Column!.Kind,
    };

    public override string Type => Function switch
    {
        "count" or "count_distinct" => "int8",
        "sum" or "avg" => Kind == AggregateKind.Floating ? "float8" : "numeric",
        _ => Column!.Field.Type,
    };

    public override int? Scale => Function is "count" or "count_distinct" or "avg" ? null : Column!.Kind == AggregateKind.Whole ? 0 : Column.Scale;
}

/// <summary>An output of the answer, up or down; nulls come last either way.</summary>
/// <param name="Index">In <see cref="AggregateQuery.Outputs"/>.</param>
/// <param name="Descending">Largest first.</param>
public sealed record OutputOrder(int Index, bool Descending);

/// <summary>A condition on rows or on groups.</summary>
public abstract record Condition
{
    public static Condition None { get; } = new All([]);

    /// <summary>Every one of them; none = true.</summary>
    public sealed record All(IReadOnlyList<Condition> Parts) : Condition;

    /// <summary>At least one of them; none = false.</summary>
    public sealed record Any(IReadOnlyList<Condition> Parts) : Condition;

    /// <summary>Whether there is a value.</summary>
    public sealed record IsNull(int Index, bool Negated) : Condition;

    /// <summary>A value compared; nothing compares with null.</summary>
    /// <param name="Index">Of the column or output.</param>
    /// <param name="Operator">SQL's: one of <c>= &lt;&gt; &lt; &lt;= &gt; &gt;=</c>.</param>
    /// <param name="Value">In the form of <see cref="AggregateValue"/>.</param>
    public sealed record Compare(int Index, string Operator, string Value) : Condition;

    /// <summary>The same condition in one form, for keys of a cache.</summary>
    public string Canonical() => this switch
    {
        All all => $"({string.Join('&', all.Parts.Select(part => part.Canonical()))})",
        Any any => $"[{string.Join('|', any.Parts.Select(part => part.Canonical()))}]",
        IsNull isNull => string.Create(CultureInfo.InvariantCulture, $"{isNull.Index}{(isNull.Negated ? "!" : "")}null"),
        Compare compare => string.Create(CultureInfo.InvariantCulture, $"{compare.Index}{compare.Operator}{compare.Value.Length}:{compare.Value}"),
        _ => throw new InvalidOperationException($"no form for {GetType()}"),
    };
}
