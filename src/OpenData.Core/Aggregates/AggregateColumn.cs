using System.Globalization;
using OpenData.Core.Versions;

namespace OpenData.Core.Aggregates;

/// <summary>A column of the table, as far as sums see it.</summary>
public sealed record AggregateColumn
{
    private AggregateColumn(Field field, AggregateKind kind) => (Field, Kind) = (field, kind);

    public Field Field { get; }

    public string Name => Field.Id;

    public AggregateKind Kind { get; }

    /// <summary>Decimals that every value of the column is declared to have, or null.</summary>
    public int? Scale => Field.Type != "numeric" ? null : Field.Scale ?? Field.Modifier?.Trim('(', ')').Split(',') switch
    {
        [_, var scale] => int.Parse(scale, CultureInfo.InvariantCulture),
        [_] => 0,
        _ => null,
    };

    public bool IsTime => Kind is AggregateKind.Date or AggregateKind.Timestamp or AggregateKind.Instant;

    public bool IsNumber => Kind is AggregateKind.Whole or AggregateKind.Numeric or AggregateKind.Floating;

    public static AggregateColumn Of(Field field) => new(field, field.Type switch
    {
        "text" or "varchar" or "bpchar" or "uuid" => AggregateKind.Text,
        "int2" or "int4" or "int8" => AggregateKind.Whole,
        "numeric" => AggregateKind.Numeric,
        "float4" or "float8" => AggregateKind.Floating,
        "bool" => AggregateKind.Boolean,
        "date" => AggregateKind.Date,
        "timestamp" => AggregateKind.Timestamp,
        "timestamptz" => AggregateKind.Instant,
        _ => AggregateKind.Opaque,
    });
}
