using System.Globalization;
using System.Numerics;
using OpenData.Core.Database;
using OpenData.Core.Exports;

namespace OpenData.Core.Aggregates;

/// <summary>Sums by DuckDB, over a version's Parquet file.</summary>
internal sealed class DuckDialect(ParquetTable table) : AggregateDialect
{
    /// <summary>DuckDB's widest exact numbers have 38 digits; values to compare with stay below.</summary>
    private static readonly BigInteger Beyond = BigInteger.Pow(10, 37);

    public override (string Table, string Where) Source => ($"read_parquet({DuckDatabase.Text(table.Path)})", "true");

    public override string Stored(AggregateColumn column) => $"s.{Sql.Identifier(column.Name)}";

    public override string Value(AggregateColumn column)
    {
        var stored = Stored(column);
        return column switch
        {
            { Field.Type: "bpchar" } => $"rtrim({stored}, ' ')",   // as PostgreSQL's own cast to text
            { Kind: AggregateKind.Whole } => $"{stored}::BIGINT",
            { Field.Type: "float4" } => $"case when {stored} = 0 then 0::DOUBLE else {stored}::FLOAT::DOUBLE end",
            { Kind: AggregateKind.Floating } => $"case when {stored} = 0 then 0::DOUBLE else {stored} end",
            { Kind: AggregateKind.Instant } => $"replace({stored}, '+00', '')::TIMESTAMP",
            _ => stored,
        };
    }

    public override string Bucket(string bucket, string value) => $"date_trunc('{bucket}', ({value})::TIMESTAMP){(bucket == "hour" ? "" : "::DATE")}";

    public override string Sum(AggregateColumn column, string name) => column.Kind == AggregateKind.Floating ? $"sum({name} order by {name})" : $"sum({name})";

    public override string Average(AggregateColumn column, string name)
    {
        if (column.Kind == AggregateKind.Floating)
            return $"sum({name} order by {name}) / count({name})";
        // In whole numbers: DuckDB divides decimals as doubles.
        var scale = ScaleOf(column);
        var sum = $"replace(sum({name})::VARCHAR, '.', '')::HUGEINT";
        var up = $"{BigInteger.Pow(10, Math.Max(0, Measure.AverageScale - scale)).ToString(CultureInfo.InvariantCulture)}::HUGEINT";
        var count = $"(count({name})::HUGEINT * {BigInteger.Pow(10, Math.Max(0, scale - Measure.AverageScale)).ToString(CultureInfo.InvariantCulture)}::HUGEINT)";
        return $"case when count({name}) > 0 then sign({sum}) * ((2 * abs({sum}) * {up} + {count}) // (2 * {count})) end";
    }

    public override string Divide(string a, string b) => $"({a} // {b})";

    public override string JoinKey(GroupTerm group, string name) => $"coalesce('v' || {name}::VARCHAR, 'n')";

    public override string Compare(AggregateColumn column, string value, string sqlOperator, string constant) => Compare(column.Kind, column, value, sqlOperator, constant);

    public override string Compare(Output output, string value, string sqlOperator, string constant) => output switch
    {
        Measure { Function: "avg", Kind: AggregateKind.Numeric } => CompareExact(value, sqlOperator, constant, Measure.AverageScale, isScaled: true),
        Measure { Function: "count" or "count_distinct" } => CompareExact(value, sqlOperator, constant, 0, isScaled: true),
        Measure measure => Compare(measure.Kind, measure.Column!, value, sqlOperator, constant),
        GroupTerm group => Compare(group.Kind, group.Column, value, sqlOperator, constant),
        _ => throw new InvalidOperationException($"no comparison for {output.GetType()}"),
    };

    private string Compare(AggregateKind kind, AggregateColumn column, string value, string sqlOperator, string constant) => kind switch
    {
        AggregateKind.Whole or AggregateKind.Numeric => CompareExact(value, sqlOperator, constant, ScaleOf(column), column.Kind == AggregateKind.Whole),
        AggregateKind.Floating => $"({value}) {sqlOperator} {Add(constant)}::DOUBLE",
        AggregateKind.Boolean => $"({value}) {sqlOperator} {Add(constant)}::BOOLEAN",
        AggregateKind.Date => $"({value}) {sqlOperator} {Add(constant)}::DATE",
        AggregateKind.Timestamp or AggregateKind.Instant => $"({value}) {sqlOperator} {Add(constant)}::TIMESTAMP",
        _ => $"({value}) {sqlOperator} {Add(constant)}::VARCHAR",
    };

    /// <summary>Against a number of any length: the one that stands for it among the values that the column can have.</summary>
    private string CompareExact(string value, string sqlOperator, string constant, int scale, bool isScaled)
    {
        var (digits, places) = AggregateValue.Number(constant) ?? throw new InvalidOperationException("not a number");
        var isWhole = true;
        var floor = digits;
        if (places <= scale)
        {
            floor *= BigInteger.Pow(10, scale - places);
        }
        else
        {
            var quotient = BigInteger.DivRem(digits, BigInteger.Pow(10, places - scale), out var rest);
            (isWhole, floor) = (rest.IsZero, rest.Sign < 0 ? quotient - 1 : quotient);
        }

        var isNever = sqlOperator switch
        {
            "=" => !isWhole || BigInteger.Abs(floor) >= Beyond,
            ">" or ">=" => floor >= Beyond,
            "<" or "<=" => floor <= -Beyond,
            _ => false,
        };
        if (isNever)
            return "false";
        if (BigInteger.Abs(floor) >= Beyond || (sqlOperator == "<>" && !isWhole))
            return $"({value}) is not null";
        var bound = sqlOperator is ">=" or "<" && !isWhole ? floor + 1 : floor;
        var text = BigInteger.Abs(bound).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        text = (bound.Sign < 0 ? "-" : "") + (isScaled || scale == 0 ? text.TrimStart('0').PadLeft(1, '0') : $"{text[..^scale]}.{text[^scale..]}");
        return $"({value}) {sqlOperator} {Add(text)}::{(isScaled ? "HUGEINT" : string.Create(CultureInfo.InvariantCulture, $"DECIMAL(38,{scale})"))}";
    }

    private int ScaleOf(AggregateColumn column) => column.Kind == AggregateKind.Whole ? 0 : table.ScaleOf(column.Name);
}
