using System.Globalization;
using System.Text;
using OpenData.Core.Errors;

namespace OpenData.Core.Search;

/// <summary>
/// The query language of <c>fq</c>, and of <c>q</c> with a colon (contract 4.4.2). Precedence: NOT, then AND, then OR, then juxtaposition, which is an
/// AND that binds loosest: harvesters write <c>organization:a OR organization:b metadata_modified:[…]</c> and mean the date for both.
/// </summary>
public sealed class LuceneParser
{
    private const int MaxLength = 8_000;
    private const int MaxDepth = 50;
    private const int MaxClauses = 500;

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _clauses;

    private LuceneParser(string text) => _text = text;

    /// <exception cref="SearchException">Not of this language.</exception>
    /// <exception cref="SearchQueryException">Longer than 8,000 characters.</exception>
    public static SearchNode Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new SearchQueryException($"'The query is longer than {MaxLength} characters'");
        var parser = new LuceneParser(text);
        var node = parser.ReadQuery(null);
        return parser._at == text.Length ? node : throw parser.Error();
    }

    private bool AtEnd => _at >= _text.Length;

    private char Next => AtEnd ? '\0' : _text[_at];

    private SearchNode ReadQuery(string? field)
    {
        if (++_depth > MaxDepth)
            throw SearchErrors.OfEngine("too many brackets");
        var parts = new List<SearchNode>();
        while (SkipBlanks() && Next != ')')
            parts.Add(ReadOr(field));
        _depth--;
        return parts.Count switch { 0 => new Everything(), 1 => parts[0], _ => new All(parts) };
    }

    private SearchNode ReadOr(string? field)
    {
        var parts = new List<SearchNode> { ReadAnd(field) };
        while (TakeOperator("OR", "||"))
            parts.Add(ReadAnd(field));
        return parts.Count == 1 ? parts[0] : new Some(parts);
    }

    private SearchNode ReadAnd(string? field)
    {
        var parts = new List<SearchNode> { ReadClause(field) };
        while (TakeOperator("AND", "&&"))
            parts.Add(ReadClause(field));
        return parts.Count == 1 ? parts[0] : new All(parts);
    }

    private SearchNode ReadClause(string? field)
    {
        if (++_clauses > MaxClauses)
            throw SearchErrors.OfEngine($"more than {MaxClauses} clauses");
        SkipBlanks();
        if (TakeWord("AND") || TakeWord("OR"))
            throw Error();   // with nothing before it
        if (TakeWord("NOT") || Take('-') || Take('!'))
            return new Not(ReadPrimary(field, afterColon: false));
        Take('+');
        return ReadPrimary(field, afterColon: false);
    }

    private SearchNode ReadPrimary(string? field, bool afterColon)
    {
        SkipBlanks();
        SearchNode node;
        switch (Next)
        {
            case '(':
                _at++;
                node = ReadQuery(field);
                if (!Take(')'))
                    throw Error();
                break;
            case '"':
                node = new Term(field, ReadQuoted(), IsPhrase: true);
                break;
            case '[' or '{':
                node = ReadRange(field);
                break;
            case '/' when _text.IndexOf('/', _at + 1) is var end && end > _at + 1:
                throw SearchErrors.OfEngine("regular expressions are not supported");
            default:
                var parts = ReadTerm();
                if (!afterColon && Next == ':')
                    return ReadField(parts);
                node = ToNode(field, parts);
                break;
        }

        node = ReadSuffixes(node);
        return Next == ':' ? throw Error() : node;
    }

    private SearchNode ReadField(List<string?> parts)
    {
        _at++;
        SkipBlanks();   // tags: "x" is written so by feeds
        if (AtEnd || Next is ')' or '!')
            throw Error();
        if (parts is [null])
            return Next == '*' && ReadTerm() is [null] ? new Everything() : throw Error();   // *:*
        var field = parts is [{ } name] ? name : throw Error();
        return ReadPrimary(field, afterColon: true);
    }

    private static SearchNode ToNode(string? field, List<string?> parts) => parts switch
    {
        [null] => field is null ? new Everything() : new HasValue(field),
        [{ } text] => new Term(field, text, IsPhrase: false),
        _ => new Wildcard(field, parts),
    };

    /// <summary>A word with its wildcards apart; a backslash takes the meaning from the next character.</summary>
    private List<string?> ReadTerm()
    {
        var parts = new List<string?>();
        var text = new StringBuilder();
        var start = _at;
        for (; !AtEnd && !IsEnd(Next); _at++)
        {
            if (Next is '*' or '?')
            {
                if (text.Length > 0)
                    parts.Add(text.ToString());
                text.Clear();
                parts.Add(Next == '*' ? null : "");
                continue;
            }

            if (Next == '\\' && ++_at >= _text.Length)
                throw Error();
            text.Append(Next);
        }

        if (_at == start)
            throw Error();
        if (text.Length > 0)
            parts.Add(text.ToString());
        return parts;
    }

    private string ReadQuoted()
    {
        var text = new StringBuilder();
        for (_at++; ; _at++)
        {
            if (AtEnd)
                throw Error();
            if (Next == '"')
            {
                _at++;
                return text.ToString();
            }

            if (Next == '\\' && ++_at >= _text.Length)
                throw Error();
            text.Append(Next);
        }
    }

    private Range ReadRange(string? field)
    {
        var fromInclusive = _text[_at++] == '[';
        var from = ReadBound();
        SkipRangeBlanks();
        if (string.CompareOrdinal(_text, _at, "TO", 0, 2) != 0)
            throw Error();
        _at += 2;
        var to = ReadBound();
        SkipRangeBlanks();
        if (Next is not (']' or '}'))
            throw Error();
        return new Range(field, from, fromInclusive, to, _text[_at++] == ']');
    }

    private string? ReadBound()
    {
        SkipRangeBlanks();
        if (Next == '"')
            return ReadQuoted();
        var start = _at;
        while (!AtEnd && !char.IsWhiteSpace(Next) && Next is not (']' or '}') && !IsEncodedBlank())
            _at++;
        if (_at == start)
            throw Error();
        var text = _text[start.._at];
        return text == "*" ? null : text.Replace("\\", "", StringComparison.Ordinal);
    }

    /// <summary>piveau encodes the blanks of a range twice, so that <c>%20</c> arrives as three characters (contract 4.4.2).</summary>
    private bool IsEncodedBlank() => string.CompareOrdinal(_text, _at, "%20", 0, 3) == 0;

    private void SkipRangeBlanks()
    {
        while (!AtEnd && (char.IsWhiteSpace(Next) || IsEncodedBlank()))
            _at += IsEncodedBlank() ? 3 : 1;
    }

    /// <summary><c>~</c> makes a word fuzzy, whatever number follows, and with a number a phrase loose; a boost parses and has no effect.</summary>
    private SearchNode ReadSuffixes(SearchNode node)
    {
        while (Next is '~' or '^')
        {
            var isBoost = _text[_at++] == '^';
            var start = _at;
            while (char.IsAsciiDigit(Next) || Next == '.')
                _at++;
            if (isBoost)
                continue;
            node = node switch
            {
                Term { IsPhrase: true } phrase when int.TryParse(_text[start.._at], CultureInfo.InvariantCulture, out var slop) && slop > 0 => new Near(phrase.Field, phrase.Text, slop),
                Term { IsPhrase: false } word => new Fuzzy(word.Field, word.Text),
                _ => node,
            };
        }

        return node;
    }

    private bool TakeOperator(string word, string sign)
    {
        var before = _at;
        SkipBlanks();
        if (TakeWord(word))
            return true;
        if (string.CompareOrdinal(_text, _at, sign, 0, 2) == 0)
        {
            _at += 2;
            return true;
        }

        _at = before;
        return false;
    }

    private bool TakeWord(string word)
    {
        var end = _at + word.Length;
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0 || (end < _text.Length && !char.IsWhiteSpace(_text[end]) && _text[end] != '('))
            return false;
        _at = end;
        return true;
    }

    private bool Take(char c)
    {
        if (Next != c || AtEnd)
            return false;
        _at++;
        return true;
    }

    private bool SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(Next))
            _at++;
        return !AtEnd;
    }

    private static bool IsEnd(char c) => char.IsWhiteSpace(c) || c is '(' or ')' or '[' or ']' or '{' or '}' or '"' or '^' or '~' or ':';

    private SearchException Error() => SearchErrors.OfEngine($"cannot read it at character {_at + 1}");
}
