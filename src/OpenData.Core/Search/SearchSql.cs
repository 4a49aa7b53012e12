using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Dapper;

namespace OpenData.Core.Search;

/// <summary>Turns a parsed search into a condition on <c>catalog.package_index p</c>; every value is a parameter.</summary>
internal sealed class SearchSql(DateTimeOffset now, string weights, DynamicParameters parameters)
{
    private readonly SortedSet<string> _words = new(StringComparer.Ordinal);

    public DynamicParameters Parameters => parameters;

    /// <summary>Whether words are looked for: then the index of words is the way, whatever the planner thinks.</summary>
    public bool HasWords { get; private set; }

    /// <summary>How well a dataset fits, over the words seen so far outside of negations; null where there were none.</summary>
    public string? Score()
    {
        if (_words.Count == 0)
            return null;
        // What each stem is worth in names, tags and titles (contract 4.4.1) stands in the row (migration 0077); a title of few words is a better fit.
        var worth = _words.Select(word => $"get_byte(p.ranks, position(catalog.rank_key({Add(word)}) in p.ranks) + 2)");
        return $"(({string.Join(" + ", worth)}) / (1 + ln(p.title_words)))";
    }

    /// <summary>Whether an index leaves candidates whose words must be read, as of a phrase: those rows are read once only.</summary>
    public bool ReadsWords { get; private set; }

    public string Condition(SearchNode node, bool scores = true) => Part(node, scores).ToSql(Add);

    private SearchCondition Part(SearchNode node, bool scores) => node switch
    {
        Everything => SearchCondition.OfSql("true"),
        Nothing => SearchCondition.OfSql("false"),
        All all => SearchCondition.All(
            [.. all.Parts.Where(part => part is not Not).Select(part => Part(part, scores))],
            [.. all.Parts.OfType<Not>().Select(not => Part(not.Part, scores: false))],
            Add),
        Some some => SearchCondition.Some([.. some.Parts.Select(part => Part(part, scores))], some.Needed, Add),
        Not not => SearchCondition.All([], [Part(not.Part, scores: false)], Add),
        Term term => Term(term, scores),
        Near near => Near(near, scores),
        Fuzzy fuzzy => SearchCondition.OfSql(Fuzzy(fuzzy)),
        Wildcard wildcard => Wildcard(wildcard),
        HasValue has => SearchCondition.OfSql(Has(IndexField.Of(has.Field))),
        Range range => SearchCondition.OfSql(Range(range)),
        _ => throw new InvalidOperationException($"no SQL for {node.GetType()}"),
    };

    private SearchCondition Term(Term term, bool scores)
    {
        var field = IndexField.Of(term.Field ?? "text");
        return field.Kind switch
        {
            IndexKind.Words => Words(WordQuery.Phrase(term.Text, Weights(term.Field, field)), WordQuery.Phrase(term.Text, ""), Weights(term.Field, field), scores),
            IndexKind.Text => FieldWords(WordQuery.Field(field.Sql, term.Text)),
            _ => SearchCondition.OfSql(ExactTerm(field, term.Text)),
        };
    }

    private string ExactTerm(IndexField field, string text) => field.Kind switch
    {
        IndexKind.Term => HasTerm(field, Add(text)),
        IndexKind.Column => $"{field.Sql} = {Add(text)}",
        IndexKind.Id => Guid.TryParseExact(text, "D", out var id) && text == id.ToString() ? $"{field.Sql} = {Add(id)}" : "false",
        IndexKind.Group => GroupIs(field, $"o.name = {Add(text)}"),
        IndexKind.Number => BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? $"{field.Sql} = {Add(text)}::numeric" : "false",
        IndexKind.Date => $"{field.Sql} = {Add(Time(text))}",
        IndexKind.DateTerm => HasTerm(field, Add(DateText(Time(text)))),
        _ => $"strpos(lower({field.Sql}), lower({Add(text)})) > 0",
    };

    private SearchCondition Near(Near near, bool scores)
    {
        var field = IndexField.Of(near.Field ?? "text");
        return field.Kind == IndexKind.Words
            ? Words(WordQuery.Near(near.Text, Weights(near.Field, field), near.Slop), WordQuery.Near(near.Text, "", near.Slop), Weights(near.Field, field), scores)
            : Term(new Term(near.Field, near.Text, IsPhrase: true), scores);
    }

    /// <summary>By the letters that a word of a title, a name or a tag has in common with it; of other fields a part of the value.</summary>
    private string Fuzzy(Fuzzy fuzzy)
    {
        var field = IndexField.Of(fuzzy.Field ?? "text");
        var folded = Add(Folding.Fold(fuzzy.Text));
        return field.Kind switch
        {
            IndexKind.Words => $"(p.names %> {folded} and word_similarity({folded}, p.names) >= 0.5)",
            IndexKind.Term => $"exists (select 1 from unnest(p.terms) t where starts_with(t, {Add(field.Sql + ":")}) and similarity(substr(t, {field.Sql.Length + 2}), {folded}) >= 0.45)",
            _ => Term(new Term(fuzzy.Field, fuzzy.Text, IsPhrase: false), scores: false).ToSql(Add),
        };
    }

    private SearchCondition Wildcard(Wildcard wildcard)
    {
        var field = IndexField.Of(wildcard.Field ?? "text");
        var pattern = string.Concat(wildcard.Parts.Select(part => part switch { null => "%", "" => "_", _ => Escape(part) }));
        var prefix = wildcard.Parts is [{ Length: > 0 } first, null] ? first : null;
        return field.Kind switch
        {
            IndexKind.Words when prefix is not null => Words(WordQuery.Prefix(prefix, Weights(wildcard.Field, field)), WordQuery.Prefix(prefix, ""), Weights(wildcard.Field, field), scores: false, isWhole: true),
            IndexKind.Words => SearchCondition.OfSql(AnyWord(wildcard, field, pattern)),
            IndexKind.Text when prefix is not null => FieldWords(WordQuery.Prefix(prefix, "", field.Sql)),
            IndexKind.Text => SearchCondition.OfSql($"exists (select 1 from unnest(p.search) w where w.lexeme like {Add(Escape($"{field.Sql}:~") + Folding.Fold(pattern))})"),
            IndexKind.Date or IndexKind.DateTerm => throw SearchErrors.OfEngine("a date has no wildcards"),
            IndexKind.Number or IndexKind.Id => SearchCondition.OfSql($"({field.Sql})::text like {Add(pattern)}"),
            IndexKind.Term => SearchCondition.OfSql($"exists (select 1 from unnest(p.terms) t where t like {Add(Escape($"{field.Sql}:") + pattern)})"),
            IndexKind.Column => SearchCondition.OfSql($"{field.Sql} like {Add(pattern)}"),
            IndexKind.Group => SearchCondition.OfSql(GroupIs(field, $"o.name like {Add(pattern)}")),
            _ => SearchCondition.OfSql($"lower({field.Sql}) like lower({Add($"%{pattern}%")})"),
        };
    }

    /// <summary>Words with gaps. Without a beginning to look up only those of titles, names and tags: looking at all words of all datasets takes too long.</summary>
    private string AnyWord(Wildcard wildcard, IndexField field, string pattern)
    {
        if (wildcard.Parts[0] is { Length: > 0 } first && WordQuery.Prefix(first, "") is { Length: > 0 } begins)
        {
            HasWords = ReadsWords = true;
            var weight = Weights(wildcard.Field, field) is { Length: > 0 } letters ? $" and w.weights && {Add(letters.Select(c => c.ToString()).ToArray())}" : "";
            return $"(p.search @@ {Add(begins)}::tsquery and exists (select 1 from unnest(p.search) w where w.lexeme like {Add("~" + Folding.Fold(pattern))}{weight}))";
        }

        var regex = string.Concat(wildcard.Parts.Select(part => part switch { null => @"\w*", "" => @"\w", _ => Regex.Escape(Folding.Fold(part)) }));
        return $@"p.names ~ {Add($@"\m{regex}\M")}";
    }

    private string Range(Range range)
    {
        var field = IndexField.Of(range.Field ?? "text");
        string Bounds(string value, Func<string, string> bound) => string.Join(" and ", new[]
        {
            range.From is null ? $"{value} is not null" : $"{value} {(range.FromInclusive ? ">=" : ">")} {bound(range.From)}",
            range.To is null ? "true" : $"{value} {(range.ToInclusive ? "<=" : "<")} {bound(range.To)}",
        });
        string AnyTerm(Func<string, string> bound) =>
            $"exists (select 1 from unnest(p.terms) t where starts_with(t, {Add(field.Sql + ":")}) and {Bounds($"substr(t, {field.Sql.Length + 2}) collate \"C\"", bound)})";
        string AnyLexeme(string vector, string begins, string more) =>
            $"exists (select 1 from unnest({vector}) w where starts_with(w.lexeme, '{begins}'){more} and {Bounds($"substr(w.lexeme, {begins.Length + 1}) collate \"C\"", text => Add(Folding.Fold(text)))})";
        return field.Kind switch
        {
            IndexKind.Date => $"({Bounds(field.Sql, text => Add(DateMath.Parse(text, now)))})",
            IndexKind.DateTerm => AnyTerm(text => Add(DateText(DateMath.Parse(text, now)))),
            IndexKind.Number => $"({Bounds(field.Sql, text => $"{Add(Number(text))}::numeric")})",
            IndexKind.Term => AnyTerm(text => Add(text)),
            IndexKind.Group => GroupIs(field, Bounds("o.name collate \"C\"", text => Add(text))),
            IndexKind.Words => AnyLexeme("p.search", "~", field.Sql.Length == 0 ? "" : $" and '{field.Sql}' = any (w.weights)"),
            IndexKind.Text => AnyLexeme("p.search", $"{field.Sql}:~", ""),
            _ => $"({Bounds($"({field.Sql})::text collate \"C\"", text => Add(text))})",
        };
    }

    private string Has(IndexField field) => field.Kind switch
    {
        IndexKind.Words => field.Name == "notes" ? "p.terms @> array['notes']" : "true",
        IndexKind.Group when field.Name == "organization" => "p.owner_org is not null",
        IndexKind.Term or IndexKind.DateTerm or IndexKind.Text or IndexKind.Group => $"p.terms @> array[{Add(field.Sql)}]",
        _ => $"({field.Sql}) is not null",
    };

    private SearchCondition FieldWords(string query)
    {
        HasWords = true;
        ReadsWords |= IsPhrase(query);
        return query.Length == 0 ? SearchCondition.OfSql("false") : new SearchCondition($"({query})");
    }

    /// <summary>Words of some weights only are first looked for among all words, which the index knows, and then where they must be.</summary>
    private SearchCondition Words(string weighted, string plain, string letters, bool scores, bool isWhole = false)
    {
        if (plain.Length == 0)
            return SearchCondition.OfSql("false");   // only punctuation
        HasWords = true;
        if (scores)
            _words.UnionWith(WordQuery.Lexemes(plain));
        ReadsWords |= letters.Length > 0 || IsPhrase(plain);
        if (letters.Length == 0)
            return new SearchCondition($"({plain})");
        // The head has stems only, of titles, names and tags.
        var vector = isWhole || letters.Contains('C', StringComparison.Ordinal) || letters.Contains('D', StringComparison.Ordinal) ? "p.search" : "p.head";
        return SearchCondition.OfSql($"(p.search @@ {Add(plain)}::tsquery and {vector} @@ {Add(weighted)}::tsquery)");
    }

    private static bool IsPhrase(string query) => query.Contains('<', StringComparison.Ordinal);

    private string HasTerm(IndexField field, string value) => $"p.terms @> array[catalog.term({Add(field.Sql)}, {value})]";

    private static string GroupIs(IndexField field, string condition) => field.Name == "organization"
        ? $"p.owner_org = any(array(select o.id from catalog.\"group\" o where o.is_organization and {condition}))"
        : $"p.terms && array(select 'groups:' || o.id from catalog.\"group\" o where not o.is_organization and {condition})";

    /// <summary>Words without a field look where the caller's <c>qf</c> says.</summary>
    private string Weights(string? name, IndexField field) => name is null ? weights : field.Sql;

    private DateTimeOffset Time(string text) => text.Contains('T', StringComparison.Ordinal) || text.StartsWith("NOW", StringComparison.Ordinal)
        ? DateMath.Parse(text, now)
        : throw SearchErrors.OfEngine("a day is no time, write a range");

    private static string DateText(DateTimeOffset time) => $"{Clock.Ckan(time)}Z";

    private static string Number(string text) => BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && text.Length < 100
        ? text
        : throw SearchErrors.OfEngine($"Invalid Number: {(text.Length > 60 ? text[..60] : text)}");

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private string Add(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"s{Parameters.ParameterNames.Count()}");
        Parameters.Add(name, value);
        return $"@{name}";
    }
}
