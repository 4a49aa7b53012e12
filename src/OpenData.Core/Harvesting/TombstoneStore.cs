using Dapper;

namespace OpenData.Core.Harvesting;

/// <summary>A dataset that everybody could read and no longer can.</summary>
public sealed record Tombstone
{
    public required Guid Id { get; init; }

    /// <summary>Its name when it was last public.</summary>
    public required string Name { get; init; }
    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary><c>deleted</c>, <c>purged</c>, <c>private</c> or <c>draft</c>: what became of it.</summary>
    public required string Reason { get; init; }
}

/// <summary>Reads what a trigger writes (migration 0016). A dataset that is public again has no tombstone.</summary>
public sealed class TombstoneStore(Database.Database database)
{
    /// <summary>From <paramref name="since"/> on, after <paramref name="after"/> at that very time, oldest first, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<Tombstone>> ListAsync(DateTimeOffset since, Guid? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select package_id as id, name, deleted_at, reason
              from catalog.tombstone
             where deleted_at >= @since and (@after::uuid is null or (deleted_at, package_id) > (@since, @after))
             order by deleted_at, package_id
             limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Tombstone>(new CommandDefinition(sql, new { since, after, limit }, cancellationToken: ct))];
    }
}
