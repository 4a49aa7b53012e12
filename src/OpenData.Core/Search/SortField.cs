using OpenData.Core.Errors;

namespace OpenData.Core.Search;

/// <summary>A field to sort hits by.</summary>
public sealed record SortField(string Field, bool Descending)
{
    public static readonly IReadOnlyList<SortField> Default = [new("score", true), new("metadata_modified", true)];

    /// <summary>Reads <c>name asc, metadata_modified desc</c>; the direction is mandatory (contract 4.6).</summary>
    /// <exception cref="SearchQueryException">Anything else, or a field with several values.</exception>
    public static IReadOnlyList<SortField> Parse(string text)
    {
        var clauses = text.Split(',', StringSplitOptions.TrimEntries);
        if (clauses is [.., ""])
            clauses = clauses[..^1];   // a trailing comma is forgiven
        return [.. clauses.Select(clause => clause.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var field, var direction] when direction.ToLowerInvariant() is "asc" or "desc" && !IndexField.Of(field).IsMultiple =>
                new SortField(field, direction.Equals("desc", StringComparison.OrdinalIgnoreCase)),
            _ => throw new SearchQueryException("'Invalid \"sort\" parameter'"),
        })];
    }

    /// <summary>The expression and its direction, or null for a field that has no order of its own: it has no effect. Missing values come last.</summary>
    /// <param name="score">How well a dataset fits; null where no words are looked for: then all fit alike.</param>
    internal (string Expression, string Direction)? Sql(string? score)
    {
        var expression = Field == "score" ? score : Field == "title" ? "lower(p.title)" : Expression(IndexField.Of(Field));
        if (expression is null)
            return null;
        // Only where a value may be missing: an index knows the plain order.
        var nulls = Field is "id" or "name" or "title" or "title_string" or "score" or "metadata_created" or "metadata_modified" or "num_tags" or "num_resources" ? "" : " nulls last";
        return (expression, $"{(Descending ? "desc" : "asc")}{nulls}");
    }

    private static string? Expression(IndexField field) => field switch
    {
        { IsMultiple: true } or { Kind: IndexKind.Words or IndexKind.Text } => null,
        { Kind: IndexKind.Term or IndexKind.DateTerm } => $"(select min(substr(t, {field.Sql.Length + 2}) collate \"C\") from unnest(p.terms) t where starts_with(t, {Database.Sql.Literal(field.Sql + ":")}))",
        { Kind: IndexKind.Group } => "(select o.name collate \"C\" from catalog.\"group\" o where o.id = p.owner_org)",
        { Kind: IndexKind.Column or IndexKind.Substring } => $"({field.Sql}) collate \"C\"",
        _ => field.Sql,
    };
}
