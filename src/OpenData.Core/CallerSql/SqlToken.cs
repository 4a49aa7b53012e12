namespace OpenData.Core.CallerSql;

internal enum SqlTokenKind
{
    /// <summary>An unquoted word: a keyword or a name.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>A string constant of any kind.</summary>
    Text,
    Number,

    /// <summary>An operator or a single character such as a bracket.</summary>
    Sign,
}

/// <summary>One token of a caller's SQL.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Word: in small letters, as PostgreSQL folds it. Quoted name: without its quotes. Sign: itself. Else empty.</param>
/// <param name="Start">Of its first character in the text.</param>
/// <param name="End">Behind its last character.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Value, int Start, int End)
{
    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    public bool IsWord(string word) => Kind == SqlTokenKind.Word && Value == word;

    public bool IsSign(string sign) => Kind == SqlTokenKind.Sign && Value == sign;
}
