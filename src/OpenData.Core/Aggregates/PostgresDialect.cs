using OpenData.Core.Versions;

namespace OpenData.Core.Aggregates;

/// <summary>Sums by PostgreSQL, over the rows of a version.</summary>
internal sealed class PostgresDialect(VersionBound at) : AggregateDialect
{
    public override (string Table, string Where) Source => (at.Table, at.Where);

    public override string Stored(AggregateColumn column) => $"s.{column.Field.Sql}";

    public override string Value(AggregateColumn column)
    {
        var stored = Stored(column);
        return column.Kind switch
        {
            AggregateKind.Text => $"{stored}::text collate \"C\"",
            AggregateKind.Whole => $"{stored}::int8",
            AggregateKind.Floating => $"case when {stored} = 0 then 0 else {stored}::float8 end",
            AggregateKind.Instant => $"{stored} at time zone 'UTC'",
            _ => stored,
        };
    }

    public override string Bucket(string bucket, string value) => $"date_trunc('{bucket}', ({value})::timestamp){(bucket == "hour" ? "" : "::date")}";

    public override string Sum(AggregateColumn column, string name) => column.Kind == AggregateKind.Floating ? $"sum({name} order by {name})" : $"sum({name})::numeric";

    public override string Average(AggregateColumn column, string name) => column.Kind == AggregateKind.Floating
        ? $"sum({name} order by {name}) / count({name})"
        : $"case when count({name}) > 0 then sign(sum({name})) * div(2 * abs(sum({name})) * 10000000000 + count({name}), 2 * count({name})) end";

    public override string Divide(string a, string b) => $"({a} / {b})::int";

    public override string JoinKey(GroupTerm group, string name) => $"coalesce('v' || {(group.Kind == AggregateKind.Numeric ? $"trim_scale({name})" : name)}::text, 'n')";

    public override string Compare(AggregateColumn column, string value, string sqlOperator, string constant) => Compare(column.Kind, value, sqlOperator, constant);

    public override string Compare(Output output, string value, string sqlOperator, string constant) =>
        output is Measure { Function: "avg", Kind: AggregateKind.Numeric } ? $"{value} {sqlOperator} {Add(constant)}::numeric * 10000000000" : Compare(output.Kind, value, sqlOperator, constant);

    private string Compare(AggregateKind kind, string value, string sqlOperator, string constant) => $"({value}) {sqlOperator} {Add(constant)}::" + kind switch
    {
        AggregateKind.Whole or AggregateKind.Numeric => "numeric",
        AggregateKind.Floating => "float8",
        AggregateKind.Boolean => "bool",
        AggregateKind.Date => "date",
        AggregateKind.Timestamp or AggregateKind.Instant => "timestamp",
        _ => "text",
    };
}
