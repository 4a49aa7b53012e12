using Budget.Importers.Mapping;

namespace Budget.Importers;

/// <summary>What the importer must know about a file and cannot see in its bytes.</summary>
public sealed record FileContext
{
    /// <summary>Name as the source gave it, with its folder; findings repeat it.</summary>
    public required string FileName { get; init; }

    /// <summary>The mapping that the resource belongs to: tells a file of another resource from one that is merely wrong.</summary>
    public required DatasetMapping Dataset { get; init; }

    /// <summary>Period of the delivery; null for an undated source. <c>derive</c> may read its year.</summary>
    public DateOnly? Period { get; init; }
}
