using Dapper;

namespace OpenData.Core.Users;

/// <summary>Whether a name and a password belong together. Takes the same time for names that nobody has (security rule 25).</summary>
public sealed class LoginCheck(Database.Database database)
{
    // Of a password that nobody can type; made once, as costly to compare with as a real one.
    private static readonly string Dummy = Passwords.Hash(Guid.NewGuid().ToString());

    /// <summary>The active user, or null for every reason why not.</summary>
    /// <param name="nameOrEmail">As typed; addresses in any case.</param>
    /// <param name="password">As typed.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Guid?> FindAsync(string nameOrEmail, string password, CancellationToken ct)
    {
        const string sql = """
            select id, password_hash from catalog."user"
             where (name = @nameOrEmail or lower(email) = lower(@nameOrEmail)) and state = 'active' order by name = @nameOrEmail desc limit 1
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var (id, hash) = await connection.QuerySingleOrDefaultAsync<(Guid Id, string? Hash)>(new CommandDefinition(sql, new { nameOrEmail }, cancellationToken: ct));
        var matches = Passwords.Matches(hash is { Length: > 0 } ? hash : Dummy, password);
        return matches && id != default && hash is not null ? id : null;
    }
}
