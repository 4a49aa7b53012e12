using System.Text.Json.Nodes;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>What PostgreSQL finds wrong with a caller's values, in CKAN's words (contract 5.6, security rule 6).</summary>
public static class RowErrors
{
    /// <param name="why">PostgreSQL's sentence.</param>
    /// <param name="values">What was to be compared, by CKAN's names of the places.</param>
    /// <remarks>CKAN shows its statement; ours is nobody's business (security rule 6).</remarks>
    public static ValidationException InvalidQuery(string why, JsonObject? values = null) => new(new Dictionary<string, object>
    {
        ["query"] = new[] { "Invalid query" },
        ["info"] = new Dictionary<string, object> { ["statement"] = new[] { "datastore_search" }, ["params"] = new[] { values ?? [] }, ["orig"] = new[] { why } },
    });

    /// <summary>PostgreSQL's own text search configurations: <c>regconfig</c> would also take numbers and qualified names.</summary>
    public static readonly IReadOnlySet<string> Languages = new HashSet<string>(StringComparer.Ordinal)
    {
        "simple", "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi", "hungarian", "indonesian",
        "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian", "russian", "serbian", "spanish", "swedish", "tamil", "turkish", "yiddish",
    };

    /// <summary>The caller's mistake, or null when it is none. Only PostgreSQL's own sentence is passed on, never our statement.</summary>
    public static ValidationException? Of(PostgresException e, JsonObject? values = null) => e.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled => new ValidationException("query", "Search took too long") { IsTimeout = true },
        // 53400: the bound of temporary files. 53200: no more memory for it.
        ['5', '3', '4' or '2', ..] => new ValidationException("query", "Search needs more memory or disk than one search gets"),
        // 22: a value that is no number or date. 42601: a tsquery that cannot be read. 42704: no such language. 42883: JSON, which cannot be compared. 54: too complex.
        ['2', '2', ..] or PostgresErrorCodes.SyntaxError or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.UndefinedFunction or ['5', '4', ..] => InvalidQuery(e.MessageText, values),
        _ => null,
    };
}
