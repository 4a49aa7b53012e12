namespace OpenData.Core.Errors;

/// <summary>The one family of errors that a caller may read (contract 1.7). Anything else that is thrown is a bug and answers 500 without detail.</summary>
public abstract class CatalogException(string message) : Exception(message);

/// <summary>404: the thing does not exist, or the caller may not know that it does. <paramref name="detail"/> follows "Not found: "; null gives "Not found".</summary>
public sealed class NotFoundException(string? detail = null) : CatalogException(detail is null ? "Not found" : $"Not found: {detail}")
{
    /// <summary>What was not found, or null.</summary>
    public string? Detail { get; } = detail;
}

/// <summary>403. <paramref name="detail"/> follows "Access denied: "; null gives "Access denied".</summary>
public sealed class NotAuthorizedException(string? detail = null) : CatalogException(detail is null ? "Access denied" : $"Access denied: {detail}")
{
    /// <summary>Who may not do what, or null.</summary>
    public string? Detail { get; } = detail;
}

/// <summary>410: the version existed and was taken away; its metadata still answers (design A.4).</summary>
public sealed class GoneException(string detail, System.Text.Json.Nodes.JsonObject? version = null) : CatalogException(detail)
{
    /// <summary>What is left of it: number, state, label, hash, when it was published and taken away, and why. Null where nobody knows.</summary>
    public System.Text.Json.Nodes.JsonObject? Version { get; } = version;
}

/// <summary>409 with the current state in words: two writers met and one must read again (design A.4).</summary>
public sealed class ConflictException(string detail) : CatalogException(detail);

/// <summary>400 <c>Search Query Error</c>: an unknown parameter or a sort that cannot be read (contract 4.7).</summary>
public sealed class SearchQueryException(string detail) : CatalogException(detail);

/// <summary>409 <c>Search Error</c>: the query text cannot be parsed (contract 4.7).</summary>
public sealed class SearchException(string detail) : CatalogException(detail);

/// <summary>400: the request has a meaning that must not be answered, such as a sum over phases (design 0.1). Fields as in <see cref="ValidationException"/>.</summary>
public sealed class BadQueryException(string field, string message) : CatalogException(message)
{
    /// <summary>The parameter at fault.</summary>
    public string Field { get; } = field;
}

/// <summary>409 <c>Validation Error</c>: every problem of the request at once, by field (contract 1.8).</summary>
public sealed class ValidationException(IReadOnlyDictionary<string, object> errors) : CatalogException("Validation Error")
{
    public ValidationException(string field, params string[] messages)
        : this(new Dictionary<string, object>(StringComparer.Ordinal) { [field] = messages }) { }

    /// <summary>Whether the request itself was right and its time was up.</summary>
    public bool IsTimeout { get; init; }

    /// <summary>Field to list of messages, or to the nested shapes of contract 1.8.</summary>
    public IReadOnlyDictionary<string, object> Errors { get; } = errors;
}

/// <summary>400 <c>Integrity Error</c>: the structure is wrong, such as a text where a list of objects is due; <paramref name="data"/> is the request as read (contract 1.7).</summary>
public sealed class IntegrityException(string detail, System.Text.Json.Nodes.JsonObject data) : CatalogException(detail)
{
    public System.Text.Json.Nodes.JsonObject Request { get; } = data;
}

/// <summary>412: the thing changed since the caller read it (<c>If-Match</c>). Nothing was written.</summary>
public sealed class PreconditionException(string detail) : CatalogException(detail);

/// <summary>503 with <c>Retry-After</c>: as many as may run at once are running, or the database takes no more (security rule 6).</summary>
public sealed class BusyException(string message = "Service unavailable, try again later") : CatalogException(message);
