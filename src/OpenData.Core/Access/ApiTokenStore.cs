using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Access;

/// <summary>API tokens: 256 random bits, shown once; only their SHA-256 is kept, so that the look-up takes the same time for every wrong token (security rule 21).</summary>
public sealed class ApiTokenStore(Database.Database database, TimeProvider clock)
{
    private const int MaxLength = 1000;

    /// <summary>The caller of a live token of an active user; <see cref="Caller.Anonymous"/> for anything else.</summary>
    public async Task<Caller> FindCallerAsync(string token, CancellationToken ct)
    {
        if (token.Length is 0 or > MaxLength)
            return Caller.Anonymous;
        const string sql = """
            select u.id as user_id, u.name, u.sysadmin as is_sysadmin
              from catalog.api_token t join catalog."user" u on u.id = t.user_id
             where t.hash = @hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > @now) and u.state = 'active'
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Caller>(new CommandDefinition(
            sql, new { hash = AdminToken.Hash(token), now = clock.GetUtcNow() }, cancellationToken: ct)) ?? Caller.Anonymous;
    }

    /// <summary>Makes a token for a user; the returned text is the only copy.</summary>
    /// <exception cref="NotFoundException">No active user of that name.</exception>
    public async Task<string> CreateAsync(string userName, string tokenName, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.api_token (id, user_id, name, hash, created_at)
            select gen_random_uuid(), id, @tokenName, @hash, @now from catalog."user" where name = @userName and state = 'active'
            """;
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var made = await connection.ExecuteAsync(new CommandDefinition(
            sql, new { userName, tokenName, hash = AdminToken.Hash(token), now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
        return made == 1 ? token : throw new NotFoundException("User not found");
    }
}
