using System.Globalization;
using OpenData.Core.Exports;

namespace OpenData.Core.Aggregates;

/// <summary>What a Parquet file holds, so far as it decides whether DuckDB's sums would be PostgreSQL's: a column whose values did not fit their type is text there.</summary>
internal sealed class ParquetTable
{
    private readonly Dictionary<string, (string Type, bool IsUsable)> _columns;
    private readonly int _rowDigits;

    private ParquetTable(string path, Dictionary<string, (string, bool)> columns, long rows) =>
        (Path, _columns, _rowDigits) = (path, columns, rows.ToString(CultureInfo.InvariantCulture).Length);

    public string Path { get; }

    /// <summary>Reads the file's types, and of those columns whose texts the engines read differently at their ends, whether such a value occurs.</summary>
    public static ParquetTable Read(DuckDatabase duck, string path, IReadOnlyList<AggregateColumn> columns, long rows, CancellationToken ct)
    {
        var source = $"read_parquet({DuckDatabase.Text(path)})";
        var types = duck.Rows($"select column_name, column_type from (describe select * from {source})", [], ct).ToDictionary(row => row[0]!, row => row[1]!, StringComparer.Ordinal);
        var known = columns.Where(column => types.ContainsKey(column.Name)).ToList();
        var odd = known.Select(column => Odd(column, types[column.Name]) is { } condition ? $"count(*) filter (where {condition})" : "0").ToList();
        var counts = odd.All(count => count == "0") ? [.. odd.Select(_ => 0L)] : duck.Numbers($"select {string.Join(", ", odd)} from {source}", ct);
        return new ParquetTable(path, known.Select((column, i) => (column.Name, types[column.Name], counts[i] == 0 && Fits(column, types[column.Name])))
            .ToDictionary(item => item.Name, item => (item.Item2, item.Item3), StringComparer.Ordinal), rows);
    }

    /// <summary>Whether DuckDB answers it as PostgreSQL does, with room for every intermediate number.</summary>
    public bool Answers(AggregateQuery query, IEnumerable<AggregateColumn> compared) =>
        query.Groups.Select(group => group.Column).Concat(compared).All(column => IsUsable(column))
        && query.Measures.All(measure => measure.Column is not { } column || measure.Function switch
        {
            "count" when column.Kind == AggregateKind.Opaque => _columns.ContainsKey(column.Name),
            "sum" when column.Kind == AggregateKind.Numeric => IsUsable(column) && Digits(column) + _rowDigits <= 38,
            "avg" when column.Kind != AggregateKind.Floating => IsUsable(column) && Digits(column) + _rowDigits + Math.Max(0, Measure.AverageScale - (column.Kind == AggregateKind.Whole ? 0 : ScaleOf(column.Name))) + 1 <= 38,
            _ => IsUsable(column),
        });

    /// <summary>Decimals of the file's type.</summary>
    public int ScaleOf(string column) => Modifier(_columns[column].Type) is [_, var scale] ? scale : 0;

    private bool IsUsable(AggregateColumn column) => _columns.TryGetValue(column.Name, out var found) && (found.IsUsable || column.Kind == AggregateKind.Opaque);

    private int Digits(AggregateColumn column) => Modifier(_columns[column.Name].Type) is [var digits, _] ? digits : 19;

    private static int[] Modifier(string type) => type.StartsWith("DECIMAL(", StringComparison.Ordinal)
        ? [.. type[8..^1].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))] : [];

    private static bool Fits(AggregateColumn column, string type) => column.Kind switch
    {
        AggregateKind.Text or AggregateKind.Instant => type == "VARCHAR",
        AggregateKind.Whole => type is "INTEGER" or "BIGINT",
        AggregateKind.Numeric => type.StartsWith("DECIMAL(", StringComparison.Ordinal),
        AggregateKind.Floating => type == "DOUBLE",
        AggregateKind.Boolean => type == "BOOLEAN",
        AggregateKind.Date => type == "DATE",
        AggregateKind.Timestamp => type == "TIMESTAMP",
        _ => false,
    };

    /// <summary>Infinities, and instants that are no plain ones.</summary>
    private static string? Odd(AggregateColumn column, string type)
    {
        var name = Database.Sql.Identifier(column.Name);
        return column.Kind switch
        {
            _ when !Fits(column, type) => null,
            AggregateKind.Floating or AggregateKind.Date or AggregateKind.Timestamp => $"not isfinite({name})",
            AggregateKind.Instant => $"not regexp_full_match({name}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}([.][0-9]+)?[+]00')",
            _ => null,
        };
    }
}
