using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.CallerSql;

/// <summary>What is wrong with a caller's SQL, in CKAN's shape (contract 5.8, security rule 6): PostgreSQL's sentence and the place in the caller's own text, and nothing of ours.</summary>
internal static class SqlErrors
{
    private const int Widest = 120;

    public static ValidationException SingleStatement => new("query", "Query is not a single statement.");

    public static ValidationException TookTooLong => new("query", "Query took too long");

    public static NotAuthorizedException SystemTables => new("Not authorized to access system tables");

    public static NotAuthorizedException Reading => new("Not authorized to read resource.");

    public static NotAuthorizedException Function(string name) => new($"Not authorized to call function {(name.Length > 100 ? name[..100] : name)}");

    /// <param name="message">What is wrong.</param>
    /// <param name="text">All of the caller's text.</param>
    /// <param name="at">Where in it; negative = nowhere in particular.</param>
    /// <param name="state">PostgreSQL's code for it.</param>
    public static ValidationException Syntax(string message, string text, int at, string state = PostgresErrorCodes.SyntaxError)
    {
        var full = message + Place(text, at);
        return new ValidationException(new Dictionary<string, object>
        {
            ["query"] = new[] { $"(psycopg2.errors.{Name(state)}) {full}" },   // clients of CKAN cut the text at the bracket
            ["info"] = new Dictionary<string, object>
            {
                ["statement"] = new[] { $"SELECT * FROM ({text}) AS blah LIMIT 32001 ;" },
                ["params"] = new[] { new Dictionary<string, object>() },
                ["orig"] = new[] { full + "\n" },
            },
        });
    }

    /// <summary>The answer to an error of the server; other exceptions are not for here.</summary>
    /// <param name="e">From the probe or the query.</param>
    /// <param name="text">The caller's text.</param>
    /// <param name="before">Characters of ours before it in the statement.</param>
    public static CatalogException Of(PostgresException e, string text, int before) => e.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled => TookTooLong,
        PostgresErrorCodes.InsufficientPrivilege => Reading,
        "08P01" => Syntax("the query cannot be answered", text, -1, e.SqlState),   // parameters that nobody gave
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.TooManyConnections or ['0', '8', ..] or ['5', '7', 'P', ..] or ['2', '8', ..] => new BusyException(),
        // Numbers, syntax and names, and limits: sentences about the caller's own text and the rows that the caller may read.
        ['2' or '4', ..] or ['0', 'A', ..] or ['5', '4', ..] or ['5', '3', ..] or "P0001" => Shown(e, text, e.Position > 0 ? Index(text, e.Position - 1 - before) : -1),
        _ => Syntax("the query cannot be answered", text, -1, e.SqlState),
    };

    /// <summary>What stands behind the caller's text is ours: for the caller, the text ends there.</summary>
    private static ValidationException Shown(PostgresException e, string text, int at) =>
        e.SqlState == PostgresErrorCodes.SyntaxError && at == text.Length
            ? Syntax("syntax error at end of input", text, at)
            : Syntax(Limit(e) ?? e.MessageText + Hint(e), text, at, e.SqlState);

    /// <summary>PostgreSQL's words for the limits tell of its files.</summary>
    private static string? Limit(PostgresException e) => e.SqlState.StartsWith("53", StringComparison.Ordinal) ? "the query needs more memory or disk than one query gets" : null;

    private static string Hint(PostgresException e) => string.IsNullOrEmpty(e.Hint) ? "" : $" HINT: {e.Hint}";

    /// <summary>PostgreSQL counts characters, .NET halves of them.</summary>
    private static int Index(string text, int characters)
    {
        var at = 0;
        while (characters-- > 0 && at < text.Length)
            at += char.IsHighSurrogate(text[at]) ? 2 : 1;
        return at;
    }

    /// <summary>The line with a mark below the place, as psql shows it.</summary>
    private static string Place(string text, int at)
    {
        if (at < 0 || at > text.Length)
            return "";
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', at);
        var line = text[start..(end < 0 ? text.Length : end)];
        var column = at - start;
        var cut = line.Length <= Widest ? 0 : Math.Max(0, column - (Widest / 2));
        var shown = line.Substring(cut, Math.Min(Widest, line.Length - cut));
        var head = $"LINE {text.AsSpan(0, at).Count('\n') + 1}: {(cut > 0 ? "..." : "")}";
        return $"\n{head}{shown}\n{new string(' ', head.Length + column - cut)}^";
    }

    /// <summary>The name of PostgreSQL's condition in the form that CKAN's texts have.</summary>
    private static string Name(string state) => state switch
    {
        PostgresErrorCodes.SyntaxError => "SyntaxError",
        PostgresErrorCodes.UndefinedTable => "UndefinedTable",
        PostgresErrorCodes.UndefinedColumn => "UndefinedColumn",
        PostgresErrorCodes.UndefinedFunction => "UndefinedFunction",
        PostgresErrorCodes.UndefinedObject => "UndefinedObject",
        PostgresErrorCodes.AmbiguousColumn => "AmbiguousColumn",
        PostgresErrorCodes.GroupingError => "GroupingError",
        PostgresErrorCodes.DatatypeMismatch => "DatatypeMismatch",
        PostgresErrorCodes.DivisionByZero => "DivisionByZero",
        PostgresErrorCodes.InvalidTextRepresentation => "InvalidTextRepresentation",
        PostgresErrorCodes.NumericValueOutOfRange => "NumericValueOutOfRange",
        PostgresErrorCodes.FeatureNotSupported => "FeatureNotSupported",
        ['2', '2', ..] => "DataError",
        ['5', ..] => "OperationalError",
        _ => "ProgrammingError",
    };
}
