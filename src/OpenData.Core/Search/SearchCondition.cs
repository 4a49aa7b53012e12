using System.Globalization;

namespace OpenData.Core.Search;

/// <summary>
/// A part of a search: a <c>tsquery</c> over all words as long as possible, because PostgreSQL answers one of them from one index without looking at the
/// datasets, else a condition.
/// </summary>
/// <param name="Query">Text of a tsquery, or null.</param>
/// <param name="Sql">The condition, where there is no query.</param>
internal sealed record SearchCondition(string? Query, string Sql = "")
{
    /// <summary>More ways to choose than this are not written out.</summary>
    private const int MostChoices = 60;

    public static SearchCondition OfSql(string sql) => new(null, sql);

    /// <summary>The condition, where <paramref name="parameter"/> makes a parameter of a text.</summary>
    public string ToSql(Func<string, string> parameter) => Query is null ? Sql : $"p.search @@ {parameter(Query)}::tsquery";

    public static SearchCondition All(IReadOnlyList<SearchCondition> parts, IReadOnlyList<SearchCondition> excluded, Func<string, string> parameter)
    {
        var words = parts.Where(part => part.Query is not null).Select(part => part.Query!).ToList();
        // "Not" alone finds most of the index: that is no search for words.
        var without = words.Count == 0 ? [] : excluded.Where(part => part.Query is not null).ToList();
        words.AddRange(without.Select(part => $"!{part.Query}"));
        var rest = parts.Where(part => part.Query is null).Select(part => part.Sql)
            .Concat(excluded.Except(without).Select(part => $"not coalesce({part.ToSql(parameter)}, false)")).ToList();
        if (words.Count > 0 && rest.Count == 0)
            return new SearchCondition($"({string.Join(" & ", words)})");
        if (words.Count > 0)
            rest.Insert(0, new SearchCondition($"({string.Join(" & ", words)})").ToSql(parameter));
        return OfSql($"({string.Join(" and ", rest)})");
    }

    /// <summary>At least <paramref name="needed"/> of the parts.</summary>
    public static SearchCondition Some(IReadOnlyList<SearchCondition> parts, int needed, Func<string, string> parameter)
    {
        if (needed <= 0)
            return OfSql("true");
        if (needed >= parts.Count)
            return All(parts, [], parameter);
        if (parts.All(part => part.Query is not null) && Choices(parts.Count, needed) <= MostChoices)
            return new SearchCondition($"({string.Join(" | ", Combinations(parts, needed, 0))})");
        if (needed == 1)
            return OfSql($"({string.Join(" or ", parts.Select(part => part.ToSql(parameter)))})");

        // At least one of any parts that are more than may be missing: the index finds those, and they are counted.
        var first = Some([.. parts.Take(parts.Count - needed + 1)], 1, parameter).ToSql(parameter);
        return OfSql(string.Create(CultureInfo.InvariantCulture, $"({first} and {string.Join(" + ", parts.Select(part => $"coalesce({part.ToSql(parameter)}, false)::int"))} >= {needed})"));
    }

    private static IEnumerable<string> Combinations(IReadOnlyList<SearchCondition> parts, int needed, int from)
    {
        for (var i = from; i <= parts.Count - needed; i++)
        {
            if (needed == 1)
            {
                yield return parts[i].Query!;
                continue;
            }

            foreach (var rest in Combinations(parts, needed - 1, i + 1))
                yield return $"({parts[i].Query} & {rest})";
        }
    }

    private static long Choices(int of, int needed)
    {
        var choices = 1L;
        for (var i = 1; i <= needed && choices <= MostChoices; i++)
            choices = choices * (of - needed + i) / i;
        return choices;
    }
}
