namespace OpenData.Core.Datastore.Writing;

/// <summary>What <c>datastore_create</c> asks of a table (contract 5.3). Null = not asked.</summary>
public sealed record TableRequest
{
    public IReadOnlyList<FieldInput>? Fields { get; init; }

    /// <summary>Added at the end.</summary>
    public SentRecords Records { get; init; } = new(default);

    /// <summary>Columns whose values no two current rows share.</summary>
    public IReadOnlyList<string>? PrimaryKey { get; init; }

    /// <summary>Columns of each further index.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Indexes { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>Whether columns that are not in <see cref="Fields"/> go.</summary>
    public bool DeleteFields { get; init; }

    /// <summary>Needed unless the resource was made for its table.</summary>
    public bool Force { get; init; }
}
