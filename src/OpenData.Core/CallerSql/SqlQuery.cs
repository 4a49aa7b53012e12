using OpenData.Core.Datastore;

namespace OpenData.Core.CallerSql;

/// <summary>A query that is ready to run.</summary>
internal sealed record SqlQuery
{
    /// <summary>As the caller wrote it, for errors.</summary>
    public required string Caller { get; init; }

    /// <summary>As it is sent.</summary>
    public required string Text { get; init; }

    /// <summary>The kind of role that runs it.</summary>
    public required string Role { get; init; }

    /// <summary>Where names are looked up, where it is not the role's own.</summary>
    public required string? Path { get; init; }

    /// <summary>Held as long as the query runs.</summary>
    public required SqlLease? Lease { get; init; }

    /// <summary>Its place among those that run at once.</summary>
    public required SqlPlace Place { get; init; }

    public required SqlNames Names { get; init; }

    public required DatastoreOptions Options { get; init; }
}
