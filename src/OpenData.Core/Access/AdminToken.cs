using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace OpenData.Core.Access;

/// <summary>The sysadmin <c>admin</c> and its token, made at the first start and kept in <c>HOME/admin.token</c>, readable by its owner only.</summary>
public static class AdminToken
{
    /// <summary>Makes what is missing. Returns the path of the token's file.</summary>
    public static async Task<string> EnsureAsync(Database.Database database, string home, TimeProvider clock, CancellationToken ct)
    {
        var path = Path.Combine(home, "admin.token");
        var token = File.Exists(path) ? (await File.ReadAllTextAsync(path, ct)).Trim() : "";
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        if (token.Length > 0 && await IsKnownAsync(connection, token, ct))
            return path;

        token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var temp = path + ".new";
        File.Delete(temp);
        await using (var file = new FileStream(temp, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            await file.WriteAsync(Encoding.ASCII.GetBytes(token + "\n"), ct);

        const string sql = """
            with admin as (
                insert into catalog."user" (id, name, sysadmin, created) values (@userId, 'admin', true, @now)
                on conflict (name) do update set sysadmin = true returning id),
            old as (
                update catalog.api_token set revoked_at = @now
                 where name = 'first start' and revoked_at is null and user_id in (select id from catalog."user" where name = 'admin'))
            insert into catalog.api_token (id, user_id, name, hash, created_at) select @id, id, 'first start', @hash, @now from admin
            """;
        var now = Clock.Microseconds(clock.GetUtcNow());
        await connection.ExecuteAsync(new CommandDefinition(
            sql, new { userId = Guid.NewGuid(), id = Guid.NewGuid(), hash = Hash(token), now }, cancellationToken: ct));
        File.Move(temp, path, overwrite: true);
        return path;
    }

    /// <summary>What is stored of a token: its SHA-256 (security rule 21).</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static async Task<bool> IsKnownAsync(NpgsqlConnection connection, string token, CancellationToken ct) =>
        await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select 1 from catalog.api_token where hash = @hash and revoked_at is null)", new { hash = Hash(token) }, cancellationToken: ct));
}
