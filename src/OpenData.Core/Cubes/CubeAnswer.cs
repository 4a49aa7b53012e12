namespace OpenData.Core.Cubes;

/// <summary>The cells of one page and what holds for all of them.</summary>
public sealed record CubeAnswer
{
    public required Cube Cube { get; init; }

    public required CubeQuery Query { get; init; }

    public required IReadOnlyList<CubeCell> Cells { get; init; }

    /// <summary>Cells on all pages.</summary>
    public required long CellCount { get; init; }

    /// <summary>Sum of the cells of all pages, exact; null where amounts were not asked for or must not be added, which <see cref="NotAdded"/> explains.</summary>
    public required decimal? Total { get; init; }

    /// <summary>Budget lines behind all cells.</summary>
    public required long LineCount { get; init; }

    /// <summary>The drilled dimension whose members must not be added, or null when there is a total.</summary>
    public string? NotAdded { get; init; }

    /// <summary>Fiscal years behind the cells, ascending. More than one: the total is a sum over years.</summary>
    public required IReadOnlyList<int> Years { get; init; }

    public required IReadOnlyList<string> Directions { get; init; }

    /// <summary>ISO 4217, or null where cells have different ones or the data name none.</summary>
    public string? Currency { get; init; }
}

/// <summary>One group of budget lines.</summary>
public sealed record CubeCell
{
    /// <summary>One member for each drilled dimension, in the order of <see cref="CubeQuery.Drilldown"/>.</summary>
    public required IReadOnlyList<CubeMember> Members { get; init; }

    /// <summary>Exact sum, with the scale of the published column.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Budget lines added.</summary>
    public required long Count { get; init; }

    /// <summary>The rest that <c>top</c> folded: its first member has no code.</summary>
    public bool IsOther { get; init; }

    /// <summary>Members of the first dimension in this cell: 1, or how many were folded.</summary>
    public long FoldedMembers { get; init; } = 1;

    /// <summary>Number in <see cref="Cube.Tables"/> of the one table that the lines come from, or null when several.</summary>
    public int? Table { get; init; }
}

/// <summary>A member of a dimension.</summary>
public sealed record CubeMember
{
    /// <summary>As published; blank where the source gives none; null for the folded rest.</summary>
    public required string? Code { get; init; }

    /// <summary>From the code list, else the row's own text, else null.</summary>
    public string? Label { get; init; }

    /// <summary>Place in the code list, or null: the order in which people expect phases.</summary>
    public int? Position { get; init; }
}
