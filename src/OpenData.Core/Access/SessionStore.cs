using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OpenData.Core.Access;

/// <summary>Sessions of people on the pages: 256 random bits in the browser, the hash of them here, so that ending one is certain (security rule 22).</summary>
public sealed class SessionStore(Database.Database database, IOptions<LoginOptions> options, TimeProvider clock)
{
    /// <summary>A new session; the one that the browser had before ends, so that nobody can plant a session on somebody else. Old ones of everybody are swept.</summary>
    /// <param name="userId">Who has logged in.</param>
    /// <param name="before">What the browser had, or null.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What the browser is to hold, and until when.</returns>
    public async Task<(string Session, DateTimeOffset Expires)> StartAsync(Guid userId, string? before, CancellationToken ct)
    {
        const string sql = """
            delete from catalog.session where hash = @before or expires_at < @now;
            insert into catalog.session (hash, user_id, created_at, expires_at) values (@hash, @userId, @now, @expires)
            """;
        var session = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = Clock.Microseconds(clock.GetUtcNow());
        var expires = now.AddHours(options.Value.SessionHours);
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            sql, new { userId, hash = AdminToken.Hash(session), before = before is null ? null : AdminToken.Hash(before), now, expires }, cancellationToken: ct));
        return (session, expires);
    }

    public async Task EndAsync(string session, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from catalog.session where hash = @hash", new { hash = AdminToken.Hash(session) }, cancellationToken: ct));
    }

    /// <summary>Every session of a user, inside a writer's transaction: after a change of password, state or rights.</summary>
    public static Task EndAllAsync(NpgsqlConnection connection, Guid userId, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("delete from catalog.session where user_id = @userId", new { userId }, cancellationToken: ct));
}
