namespace Budget.Importers;

/// <summary>One amount with its coordinates: a fact of the cube and a row of the published resource.</summary>
public sealed record BudgetLine
{
    /// <summary>
    /// One value per field of the resource, in the order of <see cref="Mapping.ResourceMapping.Fields"/>: <see cref="string"/> for string,
    /// <see cref="int"/> for integer and year, <see cref="decimal"/> with exactly the field's scale for number, <see cref="DateOnly"/> for date; null where the source is blank.
    /// </summary>
    public required IReadOnlyList<object?> Values { get; init; }

    /// <summary>Line of the file, from 1, the header included.</summary>
    public required int SourceLine { get; init; }

    /// <summary>Column of the file, from 1, in which the amount stood; 0 for a resource without an amount.</summary>
    public required int SourceColumn { get; init; }
}
