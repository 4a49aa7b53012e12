namespace OpenData.Core.Aggregates;

/// <summary>Where two engines write the same thing differently. Everything else of a statement is common to both (<see cref="AggregateSql"/>).</summary>
internal abstract class AggregateDialect
{
    /// <summary>The rows, under the alias <c>s</c>, and the condition that is part of every statement.</summary>
    public abstract (string Table, string Where) Source { get; }

    /// <summary>The column as it was stored: to ask whether it is null.</summary>
    public abstract string Stored(AggregateColumn column);

    /// <summary>The column's value in a type in which the engines agree: texts by bytes, whole numbers of 64 bits, doubles without a negative zero, instants in UTC.</summary>
    public abstract string Value(AggregateColumn column);

    /// <summary>The first moment of the time in which a value of <see cref="Value"/> lies.</summary>
    public abstract string Bucket(string bucket, string value);

    /// <summary>The exact sum of a column <paramref name="name"/>; of doubles added from the smallest to the largest, so that the last digit does not depend on chance.</summary>
    public abstract string Sum(AggregateColumn column, string name);

    /// <summary>The exact average in units of 10^-<see cref="Measure.AverageScale"/>, rounded half away from zero; of doubles their sum through their number.</summary>
    public abstract string Average(AggregateColumn column, string name);

    /// <summary>Division of whole numbers.</summary>
    public abstract string Divide(string a, string b);

    /// <summary>A value of that output that has the same text wherever it is equal.</summary>
    public abstract string JoinKey(GroupTerm group, string name);

    /// <summary>A comparison of a column's value.</summary>
    public abstract string Compare(AggregateColumn column, string value, string sqlOperator, string constant);

    /// <summary>A comparison of an output.</summary>
    public abstract string Compare(Output output, string value, string sqlOperator, string constant);

    /// <summary>Values that the statement's <c>$1</c>, <c>$2</c> … mean, all of them texts.</summary>
    public List<string> Parameters { get; } = [];

    protected string Add(string value)
    {
        Parameters.Add(value);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${Parameters.Count}");
    }
}
