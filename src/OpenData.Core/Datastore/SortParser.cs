using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>One clause of <c>sort</c>.</summary>
/// <param name="Column">Of the source.</param>
/// <param name="Descending">Default: false.</param>
/// <param name="NullsFirst">Null: PostgreSQL's rule, last when ascending.</param>
public sealed record SortClause(RowColumn Column, bool Descending, bool? NullsFirst)
{
    /// <summary>The clause with the column written as <paramref name="column"/>.</summary>
    public string Sql(string column) => $"{column}{(Descending ? " desc" : "")}{NullsFirst switch { true => " nulls first", false => " nulls last", null => "" }}";
}

/// <summary>Reads <c>sort</c>: clauses of a column, maybe in double quotes, then <c>asc</c> or <c>desc</c>, then <c>nulls first</c> or <c>nulls last</c> (contract 5.6).</summary>
public static class SortParser
{
    /// <exception cref="ValidationException">A clause with an unknown column or other words.</exception>
    public static IReadOnlyList<SortClause> Parse(IEnumerable<string> clauses, RowSource source) =>
        [.. clauses.SelectMany(Split).Where(clause => clause.Length > 0).Select(clause => Read(clause, source))];

    private static SortClause Read(string clause, RowSource source)
    {
        // The whole may be a column's name with blanks; otherwise the words at the end are taken off.
        var (name, words) = (clause, "");
        if (clause.StartsWith('"') && clause.IndexOf('"', 1) is > 0 and var end)
            (name, words) = (clause[1..end], clause[(end + 1)..].Trim().ToLowerInvariant());
        else if (source.Column(clause) is null && clause.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank)
            (name, words) = (clause[..blank], clause[blank..].Trim().ToLowerInvariant());
        var column = source.Column(name) ?? throw Bad(clause);

        var parts = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var descending = parts is ["desc", ..];
        var rest = parts is ["asc" or "desc", ..] ? parts[1..] : parts;
        bool? nullsFirst = rest switch
        {
            [] => null,
            ["nulls", "first"] => true,
            ["nulls", "last"] => false,
            _ => throw Bad(clause),
        };
        return new SortClause(column, descending, nullsFirst);
    }

    /// <summary>At commas outside double quotes.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '"';
            if (text[i] != ',' || quoted)
                continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }

        yield return text[start..].Trim();
    }

    private static ValidationException Bad(string clause) => new("sort", $"invalid value \"{clause}\"");
}
