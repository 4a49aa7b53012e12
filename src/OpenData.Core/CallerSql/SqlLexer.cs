namespace OpenData.Core.CallerSql;

/// <summary>
/// Splits a text into the tokens that PostgreSQL would see with <c>standard_conforming_strings</c> on (its documentation, section 4.1). Where a string or a comment ends is
/// what attacks are made of, so every rule about that is here; what the tokens mean is left to the server's own parser.
/// </summary>
internal sealed class SqlLexer
{
    private readonly string _text;
    private readonly List<SqlToken> _tokens = [];
    private int _at;

    private SqlLexer(string text) => _text = text;

    /// <exception cref="Errors.ValidationException">Something does not end, or is written in a form that is not accepted; the message points at the place.</exception>
    public static IReadOnlyList<SqlToken> Read(string text)
    {
        var lexer = new SqlLexer(text);
        while (lexer.SkipBlanks())
            lexer.ReadToken();
        return lexer._tokens;
    }

    private char Here => _at < _text.Length ? _text[_at] : '\0';

    private char Ahead(int n = 1) => _at + n < _text.Length ? _text[_at + n] : '\0';

    private bool Sees(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool StartsName(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    private static bool GoesOnName(char c) => StartsName(c) || char.IsAsciiDigit(c) || c == '$';

    private static bool IsOperator(char c) => "~!@#^&|`?+-*/%<>=".Contains(c, StringComparison.Ordinal);

    /// <summary>Blanks and comments; false at the end.</summary>
    private bool SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (IsBlank(Here))
                _at++;
            else if (Sees("--"))
                SkipLine();
            else if (Sees("/*"))
                SkipComment();
            else
                return true;
        }

        return false;
    }

    private void SkipLine()
    {
        while (_at < _text.Length && Here is not ('\n' or '\r'))
            _at++;
    }

    /// <summary>Comments nest.</summary>
    private void SkipComment()
    {
        var start = _at;
        var depth = 0;
        do
        {
            if (_at >= _text.Length)
                throw SqlErrors.Syntax("unterminated /* comment", _text, start);
            if (Sees("/*"))
                (depth, _at) = (depth + 1, _at + 2);
            else if (Sees("*/"))
                (depth, _at) = (depth - 1, _at + 2);
            else
                _at++;
        }
        while (depth > 0);
    }

    private void ReadToken()
    {
        var start = _at;
        if (Here == '\'')
            ReadText(start, escapes: false);
        else if (Here == '"')
            ReadQuotedName(start);
        else if (Here is 'e' or 'E' && Ahead() == '\'')
            ReadPrefixed(1, escapes: true);
        else if (Here is 'b' or 'B' or 'x' or 'X' or 'n' or 'N' && Ahead() == '\'')
            ReadPrefixed(1, escapes: false);
        else if (Here is 'u' or 'U' && Ahead() == '&' && Ahead(2) == '\'')
            ReadPrefixed(2, escapes: false);
        else if (Here is 'u' or 'U' && Ahead() == '&' && Ahead(2) == '"')
            throw SqlErrors.Syntax("names with Unicode escapes are not accepted", _text, start);   // which name it is would be known to the server only
        else if (StartsName(Here))
            ReadWord(start);
        else if (char.IsAsciiDigit(Here) || (Here == '.' && char.IsAsciiDigit(Ahead())))
            ReadNumber(start);
        else if (Here == '$')
            ReadDollarText(start);
        else if (IsOperator(Here))
            ReadOperator(start);
        else
            ReadSign(start);
    }

    private void Add(SqlTokenKind kind, int start, string value = "") => _tokens.Add(new SqlToken(kind, value, start, _at));

    private void ReadPrefixed(int prefix, bool escapes)
    {
        var start = _at;
        _at += prefix;
        ReadText(start, escapes);
    }

    /// <summary>A string, and what follows it after a line break: that belongs to it and has its escapes.</summary>
    private void ReadText(int start, bool escapes)
    {
        do
        {
            _at++;
            while (Here != '\'' || Ahead() == '\'')
            {
                if (_at >= _text.Length)
                    throw SqlErrors.Syntax("unterminated quoted string", _text, start);
                _at += Here == '\'' || (escapes && Here == '\\') ? 2 : 1;
            }

            _at++;
        }
        while (ContinuesText());
        Add(SqlTokenKind.Text, start);
    }

    /// <summary>Moves to the next quote when only blanks and line comments with a line break among them lie before it.</summary>
    private bool ContinuesText()
    {
        var end = _at;
        var hasBreak = false;
        while (_at < _text.Length)
        {
            if (IsBlank(Here))
                hasBreak |= _text[_at++] is '\n' or '\r';
            else if (Sees("--"))
                SkipLine();
            else
                break;
        }

        if (hasBreak && Here == '\'')
            return true;
        _at = end;
        return false;
    }

    private void ReadQuotedName(int start)
    {
        _at++;
        while (Here != '"' || Ahead() == '"')
        {
            if (_at >= _text.Length)
                throw SqlErrors.Syntax("unterminated quoted identifier", _text, start);
            _at += Here == '"' ? 2 : 1;
        }

        _at++;
        Add(SqlTokenKind.QuotedName, start, _text[(start + 1)..(_at - 1)].Replace("\"\"", "\"", StringComparison.Ordinal));
    }

    private void ReadWord(int start)
    {
        while (GoesOnName(Here))
            _at++;
        Add(SqlTokenKind.Word, start, string.Create(_at - start, _text.AsSpan(start, _at - start), static (folded, word) =>
        {
            for (var i = 0; i < word.Length; i++)
                folded[i] = char.IsAsciiLetterUpper(word[i]) ? (char)(word[i] | 0x20) : word[i];   // other letters stay as they are
        }));
    }

    /// <summary>Digits, fraction and exponent. Letters right behind are read differently by different versions of PostgreSQL, so they are refused.</summary>
    private void ReadNumber(int start)
    {
        SkipDigits();
        if (Here == '.' && Ahead() != '.')
        {
            _at++;
            SkipDigits();
        }

        if (Here is 'e' or 'E' && (char.IsAsciiDigit(Ahead()) || (Ahead() is '+' or '-' && char.IsAsciiDigit(Ahead(2)))))
        {
            _at += 2;
            SkipDigits();
        }

        if (GoesOnName(Here))
            throw SqlErrors.Syntax($"trailing junk after numeric literal at or near \"{_text[start..(_at + 1)]}\"", _text, start);
        Add(SqlTokenKind.Number, start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Here))
            _at++;
    }

    /// <summary><c>$tag$ … $tag$</c>: the tag is a name without dollars. Parameters such as <c>$1</c> have no meaning here.</summary>
    private void ReadDollarText(int start)
    {
        var end = start + 1;
        while (end < _text.Length && GoesOnName(_text[end]) && _text[end] != '$')
            end++;
        if (end >= _text.Length || _text[end] != '$' || char.IsAsciiDigit(Ahead()))
            throw SqlErrors.Syntax("there is no parameter here: syntax error at or near \"$\"", _text, start);
        var tag = _text[start..(end + 1)];
        var close = _text.IndexOf(tag, end + 1, StringComparison.Ordinal);
        if (close < 0)
            throw SqlErrors.Syntax("unterminated dollar-quoted string", _text, start);
        _at = close + tag.Length;
        Add(SqlTokenKind.Text, start);
    }

    /// <summary>As long as it goes, but a comment begins also within.</summary>
    private void ReadOperator(int start)
    {
        while (IsOperator(Here) && !Sees("--") && !Sees("/*"))
            _at++;
        Add(SqlTokenKind.Sign, start, _text[start.._at]);
    }

    private void ReadSign(int start)
    {
        _at += Sees("::") ? 2 : 1;
        Add(SqlTokenKind.Sign, start, _text[start.._at]);
    }
}
