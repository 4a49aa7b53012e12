using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Access;

/// <summary>API tokens: 256 random bits, shown once; only their SHA-256 is kept (security rule 21). Who calls with one is <see cref="CallerStore"/>'s question.</summary>
public sealed class ApiTokenStore(Database.Database database, TimeProvider clock)
{
    /// <summary>Makes a token for a user; the returned text is the only copy.</summary>
    /// <param name="userName">Login name.</param>
    /// <param name="tokenName">Any text; two tokens may have one name.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="lifetime">Null = until it is revoked.</param>
    /// <exception cref="NotFoundException">No active user of that name.</exception>
    public async Task<string> CreateAsync(string userName, string tokenName, CancellationToken ct, TimeSpan? lifetime = null)
    {
        const string sql = """
            insert into catalog.api_token (id, user_id, name, hash, created_at, expires_at)
            select gen_random_uuid(), id, @tokenName, @hash, @now, @expires from catalog."user" where name = @userName and state = 'active'
            """;
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = Clock.Microseconds(clock.GetUtcNow());
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var made = await connection.ExecuteAsync(new CommandDefinition(
            sql, new { userName, tokenName, hash = AdminToken.Hash(token), now, expires = now + lifetime }, cancellationToken: ct));
        return made == 1 ? token : throw new NotFoundException("User not found");
    }

    /// <summary>Live tokens of a user, the oldest first.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(Guid userId, CancellationToken ct)
    {
        const string sql = """
            select jti as id, name, user_id, created_at, last_access from catalog.api_token
             where user_id = @userId and revoked_at is null and (expires_at is null or expires_at > @now) order by created_at, id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<ApiToken>(new CommandDefinition(sql, new { userId, now = clock.GetUtcNow() }, cancellationToken: ct))];
    }

    /// <summary>Ends a token by itself or by its id.</summary>
    /// <param name="token">The token, or null.</param>
    /// <param name="jti">Its id, or null.</param>
    /// <param name="ownerId">Only if it is this user's; null = anybody's.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>False when there is no such live token.</returns>
    public async Task<bool> RevokeAsync(string? token, string? jti, Guid? ownerId, CancellationToken ct)
    {
        const string sql = """
            update catalog.api_token set revoked_at = @now
             where (hash = @hash or jti = @jti) and revoked_at is null and (@ownerId::uuid is null or user_id = @ownerId)
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            sql, new { now = Clock.Microseconds(clock.GetUtcNow()), hash = token is null ? null : AdminToken.Hash(token), jti, ownerId }, cancellationToken: ct)) > 0;
    }
}
