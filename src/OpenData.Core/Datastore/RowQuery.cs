using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>What is asked of a <see cref="RowSource"/>, checked against its columns.</summary>
public sealed record RowQuery
{
    public required RowSource Source { get; init; }

    /// <summary>Columns of the answer in order; with a full-text query and no explicit fields the ranks come last.</summary>
    public required IReadOnlyList<RowColumn> Columns { get; init; }

    public Filter Filter { get; init; } = new AllOf([]);

    /// <summary>What was to be compared, as sent, for error answers; null = nothing.</summary>
    public System.Text.Json.Nodes.JsonObject? SentValues { get; init; }

    public IReadOnlyList<TextMatch> Matches { get; init; } = [];

    public IReadOnlyList<SortClause> Sort { get; init; } = [];

    public bool Distinct { get; init; }

    /// <summary>Columns behind those of the answer, for who reads the rows.</summary>
    public IReadOnlyList<RowColumn> Hidden { get; init; } = [];

    /// <summary>Where the page begins: a condition on the rows read and not on the rows counted.</summary>
    public Filter? After { get; init; }

    /// <summary>Where ranks give the order: that of the rows up to this number; the others follow as they stand (<see cref="RankedRows"/>).</summary>
    public long? RankedUpTo { get; init; }

    /// <summary>Null = all.</summary>
    public long? Limit { get; init; }

    public long Offset { get; init; }

    /// <summary>Whether every row of the source is an answer, so that the recorded count is the total.</summary>
    public bool IsUnfiltered => Filter is AllOf { Parts.Count: 0 } && Matches.Count == 0 && !Distinct;

    /// <summary>The columns for a list of names.</summary>
    /// <param name="names">Null or empty: all, and the ranks.</param>
    /// <exception cref="ValidationException">An unknown name; a rank that no match gives is one.</exception>
    public static IReadOnlyList<RowColumn> ChooseColumns(IReadOnlyList<string>? names, RowSource source, IReadOnlyList<TextMatch> matches)
    {
        var ranks = matches.Where(match => match.RankName is not null).Select(match => match.Rank).ToList();
        if (names is not { Count: > 0 })
            return ranks.Count == 0 ? source.Columns : [.. source.Columns, .. ranks];
        return [.. names.Select(name => source.Column(name) ?? ranks.FirstOrDefault(rank => rank.Name == name)
            ?? throw new ValidationException("fields", $"invalid value \"{name}\""))];
    }
}

/// <summary>A full-text condition, on the whole row or on one column.</summary>
public sealed record TextMatch
{
    /// <summary>Marks the place of the rank in <see cref="RowColumn.Sql"/>; the expression needs parameters, which the statement's builder adds.</summary>
    private const string RankSql = "";

    /// <summary>Null = the whole row.</summary>
    public RowColumn? Column { get; init; }

    public required string Text { get; init; }

    /// <summary>True: words that must all occur. False: PostgreSQL's query syntax.</summary>
    public bool Plain { get; init; } = true;

    /// <summary>Text search configuration of the query.</summary>
    public required string Language { get; init; }

    /// <summary>Name of the column that shows how well a row matches, or null for none.</summary>
    public string? RankName { get; init; }

    public RowColumn Rank => new() { Name = RankName!, Type = "float", Sql = RankSql };
}
