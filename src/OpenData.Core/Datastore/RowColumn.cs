using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>How a value is written in JSON; in CSV all are texts.</summary>
public enum CellKind
{
    Text,
    Number,
    Boolean,

    /// <summary>JSON of any kind.</summary>
    Json,

    /// <summary>A list, shown as a JSON array.</summary>
    Array,

    /// <summary>An instant, shown with its offset.</summary>
    Instant,
}

/// <summary>What an index of a column can do.</summary>
public enum IndexKind
{
    None,

    /// <summary>Finds equal values, of any length.</summary>
    Hash,

    /// <summary>Of all columns: finds words.</summary>
    Words,

    /// <summary>Finds equal, smaller and larger values, and gives their order.</summary>
    Order,
}

/// <summary>A column of a row source as callers see it.</summary>
public sealed record RowColumn
{
    /// <summary>The row's number, stable across versions; every source has it first (contract 5.2).</summary>
    public static readonly RowColumn Id = new() { Name = "_id", Type = "int", Sql = "s._id" };

    public required string Name { get; init; }

    /// <summary>As reported (contract 5.1).</summary>
    public required string Type { get; init; }

    /// <summary>The column, quoted, of the source under its alias <c>s</c>: without it, <c>order by</c> would mean the output's text of that name.</summary>
    public required string Sql { get; init; }

    /// <summary>The published field, for titles and descriptions; null for <c>_id</c> and ranks.</summary>
    public Field? Field { get; init; }

    /// <summary>Name of the column in the row table.</summary>
    public string Physical => Field?.Column ?? Field?.Id ?? Name;

    /// <summary>The type that values to compare with are cast to, where it is not <see cref="Type"/>.</summary>
    public string? ComparedAs { get; init; }

    public string SqlType => ComparedAs ?? (Type == "int" ? "int8" : Type);

    public CellKind Kind => SqlType switch
    {
        "int2" or "int4" or "int8" or "numeric" or "float" or "float4" or "float8" => CellKind.Number,
        "bool" => CellKind.Boolean,
        "json" or "jsonb" => CellKind.Json,
        "timestamptz" => CellKind.Instant,
        ['_', ..] => CellKind.Array,
        _ => CellKind.Text,
    };

    /// <summary>How readers' filters are helped by an index of this column (<see cref="RowIndexer"/>).</summary>
    public IndexKind Index => Field is null ? IndexKind.None : SqlType switch
    {
        "text" or "varchar" => IndexKind.Hash,
        "int2" or "int4" or "int8" or "numeric" or "float4" or "float8" or "date" or "time" or "timestamp" or "timestamptz" => IndexKind.Order,
        _ => IndexKind.None,
    };

    /// <summary>The text that is shown of an expression of this column's type (contract 5.7): of times without zone, to the second.</summary>
    public string Shown(string sql) => Kind == CellKind.Array ? $"array_to_json({sql})::text" : SqlType == "timestamp" ? $"to_char({sql}, 'YYYY-MM-DD\"T\"HH24:MI:SS')" : $"({sql})::text";

    /// <summary>An expression that PostgreSQL prints as <see cref="Shown"/> would be: most types without a cast, which costs more than the reading of the row.</summary>
    public string Printed(string sql) => SqlType is "text" or "varchar" or "int2" or "int4" or "int8" or "numeric" or "float" or "float4" or "float8" or "date" or "time" or "timestamptz" or "json" or "jsonb" or "uuid"
        ? sql
        : Shown(sql);

    public static RowColumn Of(Field field) => new() { Name = field.Id, Type = field.Type, Sql = $"s.{field.Sql}", Field = field };
}
