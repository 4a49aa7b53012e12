using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Errors;

namespace OpenData.Core.Access;

/// <summary>API tokens: 256 random bits, shown once; only their SHA-256 is kept, so that the look-up takes the same time for every wrong token (security rule 21).</summary>
public sealed class ApiTokenStore(Database.Database database, IOptions<AuthOptions> options, TimeProvider clock)
{
    private const int MaxLength = 1000;

    /// <summary>The caller of a live token of an active user, with all roles; <see cref="Caller.Anonymous"/> for anything else.</summary>
    public async Task<Caller> FindCallerAsync(string token, CancellationToken ct)
    {
        if (token.Length is 0 or > MaxLength)
            return Caller.Anonymous;
        const string sql = """
            select u.id, u.name, u.sysadmin,
                   (with recursive held (group_id, capacity) as (
                        select m.group_id, m.capacity from catalog.member m where m.user_id = u.id
                        union
                        select gp.group_id, h.capacity from held h join catalog.group_parent gp on gp.parent_id = h.group_id where h.capacity = any(@cascading))
                    select jsonb_agg(jsonb_build_object('Id', group_id, 'Capacity', capacity)) from held)::text as roles,
                   (select jsonb_agg(jsonb_build_object('Id', c.package_id, 'Capacity', c.capacity))
                      from catalog.package_collaborator c where c.user_id = u.id and @withCollaborators)::text as collaborations
              from catalog.api_token t join catalog."user" u on u.id = t.user_id
             where t.hash = @hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > @now) and u.state = 'active'
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<CallerRow>(new CommandDefinition(sql, new
        {
            hash = AdminToken.Hash(token), now = clock.GetUtcNow(), withCollaborators = options.Value.AllowDatasetCollaborators,
            cascading = options.Value.RolesThatCascadeToSubGroups.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        }, cancellationToken: ct));
        return row?.ToCaller() ?? Caller.Anonymous;
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

    private sealed record CallerRow
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public bool Sysadmin { get; init; }
        public string? Roles { get; init; }
        public string? Collaborations { get; init; }

        public Caller ToCaller() => new() { UserId = Id, Name = Name, IsSysadmin = Sysadmin, Roles = Read(Roles), Collaborations = Read(Collaborations) };

        /// <summary>The highest role of each: one may be held directly and another through a parent.</summary>
        private static Dictionary<Guid, Role> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<Held>>(json)!
            .GroupBy(held => held.Id).ToDictionary(held => held.Key, held => held.Max(one => Access.Roles.Of(one.Capacity)));

        private sealed record Held(Guid Id, string Capacity);
    }
}
