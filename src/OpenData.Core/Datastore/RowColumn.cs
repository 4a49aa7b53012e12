using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>How a value is written in JSON; in CSV all are texts.</summary>
public enum CellKind
{
    Text,
    Number,
    Boolean,
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

    /// <summary>The type that values to compare with are cast to, where it is not <see cref="Type"/>.</summary>
    public string? ComparedAs { get; init; }

    public string SqlType => ComparedAs ?? (Type == "int" ? "int8" : Type);

    public CellKind Kind => SqlType switch
    {
        "int4" or "int8" or "numeric" or "float" => CellKind.Number,
        "bool" => CellKind.Boolean,
        _ => CellKind.Text,
    };

    public static RowColumn Of(Field field) => new() { Name = field.Id, Type = field.Type, Sql = $"s.{field.Sql}", Field = field };
}
