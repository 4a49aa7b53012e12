using System.Globalization;

namespace OpenData.Core.Datastore;

/// <summary>The best matches of words in a large table, in the order of their pages, and how many rows match: found once for a version, as every page of it needs them.</summary>
/// <param name="Total">All rows that match.</param>
/// <param name="UpTo">Of so many matches only the first <see cref="MostRanked"/> were ranked, up to this number; the others follow behind them in their order. Null = all were.</param>
/// <param name="Ids">Of the best.</param>
/// <param name="Ranks">For each match with a rank, what it is of each of them, as PostgreSQL prints it.</param>
public sealed record RankedRows(long Total, long? UpTo, long[] Ids, IReadOnlyList<string[]> Ranks)
{
    /// <summary>Rows kept; later pages rank all rows.</summary>
    public const int Most = 1_000;

    /// <summary>Of more matches than these the first are ranked: the rank of a row costs what reading all its words costs, and what so many rows have in common says little about each.</summary>
    public const int MostRanked = 20_000;

    /// <summary>Whether a query's rows come in the order of their ranks and there may be many of them.</summary>
    public static bool Order(RowQuery query) => query is { Source: { Identity: not null, RowCount: >= RowIndexer.FromRows }, Distinct: false, Sort.Count: 0 } && query.Matches.Any(match => match.RankName is not null);

    /// <summary>Whether that query's page lies in the best matches.</summary>
    public static bool Answers(RowQuery query) => Order(query) && query.Limit is { } limit && query.Offset + limit <= Most;

    /// <summary>The query of that page: just these rows with these ranks.</summary>
    public RowQuery Page(RowQuery query)
    {
        var (from, to) = ((int)Math.Min(query.Offset, Ids.Length), (int)Math.Min(query.Offset + query.Limit!.Value, Ids.Length));
        var ranked = query.Matches.Where(match => match.RankName is not null).Select(match => match.RankName).ToList();
        var names = string.Concat(Ranks.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", _rank{i}")));
        var arrays = string.Concat(Ranks.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $", ${i + 2}::text[]")));
        return query with
        {
            Source = query.Source with
            {
                From = $"(select t.*, x._place{names} from {query.Source.From} t join unnest($1::bigint[]{arrays}) with ordinality x (_row{names}, _place) on t._id = x._row)",
                Parameters = [Ids[from..to], .. Ranks.Select(ranks => ranks[from..to])],
                Words = null,
            },
            Columns = [.. query.Columns.Select(column => column.Sql.Length > 0 ? column : column with { Sql = string.Create(CultureInfo.InvariantCulture, $"s._rank{ranked.IndexOf(column.Name)}") })],
            Filter = new AllOf([]),
            Matches = [],
            Sort = [new SortClause(new RowColumn { Name = "_place", Type = "int", Sql = "s._place" }, Descending: false, NullsFirst: null)],
            Offset = 0,
        };
    }
}
