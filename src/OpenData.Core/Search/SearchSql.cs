using System.Globalization;
using System.Numerics;
using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Search;

/// <summary>Turns a parsed search into a condition on <c>catalog.package p</c>; every value is a parameter.</summary>
internal sealed class SearchSql(DateTimeOffset now, string weights, DynamicParameters parameters)
{
    private readonly List<string> _words = [];

    public DynamicParameters Parameters => parameters;

    /// <summary>How well a dataset fits, over the words seen so far outside of negations; 0 where there were none.</summary>
    public string Score()
    {
        if (_words.Count == 0)
            return "0::real";   // a bare 0 would mean a column by its position
        // D, C, B, A: other texts, notes, names and tags, title (contract 4.4.1)
        return $"ts_rank('{{0.1, 0.2, 0.5, 1.0}}', p.search, {Add(string.Join(" | ", _words))}::tsquery)";
    }

    public string Condition(SearchNode node, bool scores = true) => node switch
    {
        Everything => "true",
        Nothing => "false",
        All all => $"({string.Join(" and ", all.Parts.Select(part => Condition(part, scores)))})",
        Some some => Some(some, scores),
        Not not => $"not coalesce({Condition(not.Part, scores: false)}, false)",
        Term term => Term(term, scores),
        Wildcard wildcard => Wildcard(wildcard, scores),
        HasValue has => Has(IndexField.Of(has.Field)),
        Range range => Range(range),
        _ => throw new InvalidOperationException($"no SQL for {node.GetType()}"),
    };

    private string Some(Some some, bool scores)
    {
        var parts = some.Parts.Select(part => Condition(part, scores)).ToList();
        return some.Needed <= 0 ? "true"
            : some.Needed == parts.Count ? $"({string.Join(" and ", parts)})"
            : some.Needed == 1 ? $"({string.Join(" or ", parts)})"
            : string.Create(CultureInfo.InvariantCulture, $"({string.Join(" + ", parts.Select(part => $"coalesce({part}, false)::int"))}) >= {some.Needed}");
    }

    private string Term(Term term, bool scores)
    {
        var field = IndexField.Of(term.Field ?? "text");
        switch (field.Kind)
        {
            case IndexKind.Exact:
                return AnyValue(field, value => $"{value} = {Add(term.Text)}");
            case IndexKind.Number:
                return BigInteger.TryParse(term.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? $"{field.Sql} = {Add(term.Text)}::numeric" : "false";
            case IndexKind.Date:
                return DateMath.Parse(term.Text, now) is var time && term.Text.Contains('T', StringComparison.Ordinal)
                    ? $"{field.Sql} = {Add(time)}"
                    : throw new SearchException("'A day is no time: write a range'");
            case IndexKind.Text:
                return AnyValue(field, value => $"to_tsvector('simple', {value}) @@ phraseto_tsquery('simple', {Add(term.Text)})");
            case IndexKind.Substring:
                return AnyValue(field, value => $"strpos(lower({value}), lower({Add(term.Text)})) > 0");
            default:
                return Words(WordQuery.Phrase(term.Text, Weights(term.Field, field)), scores);
        }
    }

    private string Wildcard(Wildcard wildcard, bool scores)
    {
        var field = IndexField.Of(wildcard.Field ?? "text");
        var pattern = string.Concat(wildcard.Parts.Select(part => part switch { null => "%", "" => "_", _ => Escape(part) }));
        switch (field.Kind)
        {
            case IndexKind.Words:
                if (wildcard.Parts is [{ Length: > 0 } prefix, null])
                    return Words(WordQuery.Prefix(prefix, Weights(wildcard.Field, field)), scores);
                return AnyWord(field, word => $"{word} like {Add(Folding.Fold(pattern))}");
            case IndexKind.Date:
                throw new SearchException("'A date has no wildcards'");
            case IndexKind.Number:
                return $"({field.Sql})::text like {Add(pattern)}";
            case IndexKind.Exact:
                return AnyValue(field, value => $"{value} like {Add(pattern)}");
            default:
                return AnyValue(field, value => $"lower({value}) like lower({Add($"%{pattern}%")})");
        }
    }

    private string Range(Range range)
    {
        var field = IndexField.Of(range.Field ?? "text");
        string Bounds(string value, Func<string, string> bound) => string.Join(" and ", new[]
        {
            range.From is null ? $"{value} is not null" : $"{value} {(range.FromInclusive ? ">=" : ">")} {bound(range.From)}",
            range.To is null ? "true" : $"{value} {(range.ToInclusive ? "<=" : "<")} {bound(range.To)}",
        });
        return field.Kind switch
        {
            IndexKind.Date => $"({Bounds(field.Sql, text => Add(DateMath.Parse(text, now)))})",
            IndexKind.Number => $"({Bounds(field.Sql, text => $"{Add(Number(text))}::numeric")})",
            IndexKind.Words => AnyWord(field, word => Bounds($"{word} collate \"C\"", text => Add(Folding.Fold(text)))),
            _ => AnyValue(field, value => Bounds($"{value} collate \"C\"", text => Add(text))),
        };
    }

    private static string Has(IndexField field) => field.Kind switch
    {
        IndexKind.Words when field.Sql.Length == 0 => "true",
        IndexKind.Words => $"exists (select 1 from unnest(p.search) w where '{field.Sql}' = any (w.weights))",
        _ => $"exists (select 1 from ({field.Values}) x where x.v is not null)",
    };

    private string Words(string query, bool scores)
    {
        if (query.Length == 0)
            return "false";   // only punctuation
        if (scores)
            _words.Add($"({query})");
        return $"p.search @@ {Add(query)}::tsquery";
    }

    private static string AnyValue(IndexField field, Func<string, string> condition) => field.IsMultiple
        ? $"exists (select 1 from ({field.Sql}) x where {condition("x.v")})"
        : $"coalesce({condition(field.Sql)}, false)";

    /// <summary>Over the whole words of the vector, which begin with a tilde.</summary>
    private static string AnyWord(IndexField field, Func<string, string> condition)
    {
        var weight = field.Sql.Length == 0 ? "" : $" and '{field.Sql}' = any (w.weights)";
        return $"exists (select 1 from unnest(p.search) w where w.lexeme like '~%'{weight} and {condition("substr(w.lexeme, 2)")})";
    }

    /// <summary>Words without a field look where the caller's <c>qf</c> says.</summary>
    private string Weights(string? name, IndexField field) => name is null ? weights : field.Sql;

    private static string Number(string text) => BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && text.Length < 100
        ? text
        : throw new SearchException($"'Invalid Number: {(text.Length > 60 ? text[..60] : text)}'");

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"s{Parameters.ParameterNames.Count()}");
        Parameters.Add(name, value);
        return $"@{name}";
    }
}
