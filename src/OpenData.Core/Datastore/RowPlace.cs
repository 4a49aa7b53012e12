using System.Buffers.Text;
using System.Text.Json;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>
/// The place of a row in an order, as a cursor: the values that the order is made of, <c>_id</c> last. The page after it is found by a condition and not by
/// counting, so that it costs what the first one costs, and what is added or taken away before it moves nothing.
/// </summary>
public static class RowPlace
{
    /// <summary>The query with pages by place: it begins behind the cursor, and its rows carry their own place as <see cref="RowQuery.Hidden"/> columns.</summary>
    /// <param name="query">Sorted by columns.</param>
    /// <param name="cursor">Of the last row of the page before; empty = from the beginning.</param>
    /// <exception cref="ValidationException">Not a cursor of this order, or an order that has no places.</exception>
    public static RowQuery Continue(RowQuery query, string cursor)
    {
        if (query.Distinct || query.Offset > 0)
            throw new ValidationException("cursor", "Not together with distinct or offset");
        if (query.Sort.Count == 0 && query.Matches.Any(match => match.RankName is not null))
            throw new ValidationException("cursor", "With q, name columns in sort: a rank is no place");
        var order = Order(query);
        return query with
        {
            Hidden = [.. order.Select(clause => new RowColumn { Name = "", Type = "text", Sql = $"({clause.Column.Sql})::text" })],
            After = cursor.Length == 0 ? null : After(order, Read(cursor, order.Count)),
        };
    }

    /// <summary>The cursor of a row, given the values of the hidden columns.</summary>
    public static string Of(IEnumerable<string?> values) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values));

    /// <summary>Up to the row's number, behind which nothing decides any more.</summary>
    private static List<SortClause> Order(RowQuery query)
    {
        var named = query.Sort.TakeWhile(clause => clause.Column.Name != RowColumn.Id.Name).ToList();
        named.Add(query.Sort.Skip(named.Count).FirstOrDefault() ?? new SortClause(query.Source.Columns[0], Descending: false, NullsFirst: null));
        return named;
    }

    private static List<string?> Read(string cursor, int count)
    {
        try
        {
            if (cursor.Length < 100_000 && JsonSerializer.Deserialize<List<string?>>(Base64Url.DecodeFromChars(cursor)) is { } values
                && values.Count == count && values[^1] is not null && !values.Exists(value => value?.Contains('\0', StringComparison.Ordinal) ?? false))
                return values;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // told below
        }

        throw new ValidationException("cursor", "Not a cursor of this order: take it from _links.next");
    }

    /// <summary>Rows that differ first in the first clause and come later by it, or are equal there and so on.</summary>
    private static AnyOf After(List<SortClause> order, List<string?> values) => new([.. order.Select((clause, i) =>
        new AllOf([.. order.Take(i).Select((before, k) => Equal(before.Column, values[k])), Later(clause, values[i])]))]);

    private static Filter Equal(RowColumn column, string? value) => value is null ? new IsNull(column, Not: false) : new Compare(column, "=", value);

    private static Filter Later(SortClause clause, string? value)
    {
        var nullsFirst = clause.NullsFirst ?? clause.Descending;
        if (value is null)
            return nullsFirst ? new IsNull(clause.Column, Not: true) : new AnyOf([]);
        var later = new Compare(clause.Column, clause.Descending ? "<" : ">", value);
        return nullsFirst || clause.Column.Name == RowColumn.Id.Name ? later : new AnyOf([later, new IsNull(clause.Column, Not: false)]);
    }
}
