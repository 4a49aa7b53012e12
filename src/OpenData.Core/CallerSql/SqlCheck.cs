using System.Text;
using OpenData.Core.Errors;

namespace OpenData.Core.CallerSql;

/// <summary>A text that may be shown to the server.</summary>
internal sealed record CheckedSql
{
    /// <summary>As the caller wrote it, for errors.</summary>
    public required string Caller { get; init; }

    /// <summary>The caller's text, character for character in its place; what the server must not see (the last semicolon, <c>public.</c>) is blanks.</summary>
    public required string Text { get; init; }

    /// <summary>Every name in it, whatever it names.</summary>
    public required IReadOnlySet<string> Names { get; init; }
}

/// <summary>The first of the two checks (security rule 2): before anything is sent. One statement that reads, no name that is on no list, bounds on length and depth.</summary>
internal sealed class SqlCheck
{
    public const int MaxBytes = 64 * 1024;

    private const int MaxDepth = 100;
    private const int MaxSelects = 100;   // planning takes more than its share of time, and hears no cancellation
    private readonly string _text;
    private readonly SqlNames _known;
    private readonly IReadOnlyList<SqlToken> _tokens;
    private readonly StringBuilder _sent;

    private SqlCheck(string text, SqlNames known)
    {
        (_text, _known) = (text, known);
        _tokens = SqlLexer.Read(text);
        _sent = new StringBuilder(text);
    }

    /// <exception cref="CatalogException">Refused.</exception>
    public static CheckedSql Check(string text, SqlNames known)
    {
        if (text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes)
            throw new ValidationException("query", $"The query is longer than {MaxBytes} bytes");
        // CKAN takes a backslash before a quote for the end of the statement (contract 5.8).
        if (text.Contains("\\'", StringComparison.Ordinal))
            throw SqlErrors.SingleStatement;
        return new SqlCheck(text, known).Run();
    }

    private CheckedSql Run()
    {
        var tokens = _tokens;
        if (tokens is [.., { Kind: SqlTokenKind.Sign, Value: ";" } last])
        {
            Blank(last);
            tokens = [.. tokens.SkipLast(1)];
        }

        if (tokens.Any(token => token.IsSign(";")))
            throw SqlErrors.SingleStatement;
        CheckDepth(tokens);
        CheckStart(tokens);
        if (tokens.Count(token => token.IsWord("select") || token.IsWord("join")) > MaxSelects)
            throw SqlErrors.Syntax($"more than {MaxSelects} selects and joins", _text, -1, Npgsql.PostgresErrorCodes.StatementTooComplex);
        for (var i = 0; i < tokens.Count; i++)
            CheckToken(tokens, i);
        return new CheckedSql { Caller = _text, Text = _sent.ToString(), Names = tokens.Where(token => token.IsName).Select(token => token.Value).ToHashSet(StringComparer.Ordinal) };
    }

    private void CheckDepth(IReadOnlyList<SqlToken> tokens)
    {
        var depth = 0;
        foreach (var token in tokens.Where(token => token.Kind == SqlTokenKind.Sign))
        {
            depth += token.Value switch { "(" or "[" => 1, ")" or "]" => -1, _ => 0 };
            if (depth < 0)
                throw Near(token);
            if (depth > MaxDepth)
                throw SqlErrors.Syntax($"more than {MaxDepth} brackets within each other", _text, token.Start, Npgsql.PostgresErrorCodes.StatementTooComplex);
        }

        if (depth > 0)
            throw SqlErrors.Syntax("syntax error at end of input", _text, _text.Length);
    }

    private void CheckStart(IReadOnlyList<SqlToken> tokens)
    {
        var first = tokens.FirstOrDefault(token => !token.IsSign("("));
        if (tokens.Count == 0 || first.Kind != SqlTokenKind.Word || first.Value is not ("select" or "with" or "values" or "table"))
            throw tokens.Count == 0 ? SqlErrors.Syntax("syntax error at end of input", _text, _text.Length) : Near(first == default ? tokens[^1] : first);
    }

    private void CheckToken(IReadOnlyList<SqlToken> tokens, int i)
    {
        var token = tokens[i];
        var before = i > 0 ? tokens[i - 1] : default;
        var after = i + 1 < tokens.Count ? tokens[i + 1] : default;
        if (token.IsSign("::"))
            CheckType(tokens, i + 1);
        if (!token.IsName)
            return;
        if (after.IsSign(".") && !before.IsSign("."))
            CheckSchema(tokens, i);
        else if (after.IsSign("("))
            CheckCall(token, before);
        else if (after.Kind == SqlTokenKind.Text && _known.Types.Contains(token.Value) && !SqlNames.IsAllowedType(token.Value))
            throw Type(token);
        else
            CheckWord(token, before, after);
        if (token.IsWord("cast") && after.IsSign("("))
            CheckCast(tokens, i + 1);
    }

    /// <summary><c>public.</c> is where CKAN's tables are; ours are found without it.</summary>
    private void CheckSchema(IReadOnlyList<SqlToken> tokens, int i)
    {
        var isCall = i + 3 < tokens.Count && tokens[i + 2].IsName && tokens[i + 3].IsSign("(");
        var isType = i > 0 && (tokens[i - 1].IsSign("::") || tokens[i - 1].IsWord("as"));
        switch (tokens[i].Value)
        {
            case "public":
                Blank(tokens[i]);
                Blank(tokens[i + 1]);
                break;
            case "pg_catalog" when isCall || isType:
                break;
            case "information_schema" or ['p', 'g', '_', ..]:
                throw SqlErrors.SystemTables;
        }
    }

    private void CheckCall(SqlToken token, SqlToken before)
    {
        if (token.Kind == SqlTokenKind.Word && SqlAllowed.Syntax.Contains(token.Value) && !before.IsSign("."))
            return;
        if (SqlAllowed.Functions.Contains(token.Value))
            return;
        if (SqlAllowed.IsForSuperusers(token.Value))
            throw SqlErrors.Reading;
        if (SqlNames.IsAllowedType(token.Value))
            return;   // date(…) is a cast
        if (_known.Types.Contains(token.Value) && !SqlNames.IsAllowedType(token.Value))
            throw Type(token);   // a cast in other words, and the server would look its value up
        // A name that is no function may be the name of a common table with its columns; else the server says that there is no such function.
        if (_known.Functions.Contains(token.Value))
            throw SqlErrors.Function(token.Value);
    }

    private void CheckWord(SqlToken token, SqlToken before, SqlToken after)
    {
        var isTable = before.Kind == SqlTokenKind.Word && before.Value is "from" or "join" or "table" or "only";
        if (token.Value is "_table_metadata" || _known.Relations.Contains(token.Value) || (isTable && token.Value.StartsWith("pg_", StringComparison.Ordinal)))
            throw SqlErrors.SystemTables;   // also behind a comma, and behind public., which is where CKAN's are
        if (token.Kind != SqlTokenKind.Word)
            return;
        if (SqlAllowed.Whereabouts.Contains(token.Value) && !before.IsSign(".") && !before.IsWord("as"))
            throw SqlErrors.Function(token.Value);   // a function without brackets
        switch (token.Value)
        {
            case "into":
                throw SqlErrors.Syntax("SELECT ... INTO is not allowed here", _text, token.Start);
            case "for" when after.Kind == SqlTokenKind.Word && after.Value is "update" or "share" or "no" or "key":
                throw SqlErrors.Reading;
            case "insert" or "update" or "delete" or "merge" when before.IsSign("("):
                throw Near(token);
        }
    }

    /// <summary>The type after <c>as</c> of a cast whose bracket opens at <paramref name="i"/>.</summary>
    private void CheckCast(IReadOnlyList<SqlToken> tokens, int i)
    {
        var depth = 0;
        for (; i < tokens.Count; i++)
        {
            depth += tokens[i] switch { { Kind: SqlTokenKind.Sign, Value: "(" } => 1, { Kind: SqlTokenKind.Sign, Value: ")" } => -1, _ => 0 };
            if (depth == 0)
                return;
            if (depth == 1 && tokens[i].IsWord("as"))
                CheckType(tokens, i + 1);
        }
    }

    private void CheckType(IReadOnlyList<SqlToken> tokens, int i)
    {
        if (i + 2 < tokens.Count && tokens[i].Value == "pg_catalog" && tokens[i + 1].IsSign("."))
            i += 2;
        if (i >= tokens.Count || !tokens[i].IsName)
            return;   // the server's own error
        var name = tokens[i].Value;
        if (!SqlNames.IsAllowedType(name) && !(tokens[i].Kind == SqlTokenKind.Word && SqlAllowed.TypeWords.Contains(name)))
            throw Type(tokens[i]);
    }

    private ValidationException Type(SqlToken token) =>
        SqlErrors.Syntax($"type \"{token.Value}\" does not exist here", _text, token.Start, Npgsql.PostgresErrorCodes.UndefinedObject);

    private ValidationException Near(SqlToken token) => SqlErrors.Syntax($"syntax error at or near \"{_text[token.Start..token.End]}\"", _text, token.Start);

    private void Blank(SqlToken token)
    {
        for (var i = token.Start; i < token.End; i++)
            _sent[i] = ' ';
    }
}
