using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;

namespace OpenData.Core.Access;

/// <summary>Finds who calls, with every role that counts. A token is looked up by its hash, so that the look-up takes the same time for every wrong one (security rule 21).</summary>
public sealed class CallerStore(Database.Database database, IOptions<AuthOptions> options, TimeProvider clock)
{
    private const int MaxLength = 1000;

    /// <summary>A token's last use is written once in this time: a harvester's thousand requests are not a thousand writes.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    /// <summary>The caller of a live token of an active user; <see cref="Caller.Anonymous"/> for anything else.</summary>
    public async Task<Caller> FindByTokenAsync(string token, CancellationToken ct)
    {
        if (token.Length is 0 or > MaxLength)
            return Caller.Anonymous;
        const string sql = $"""
            select {Columns}, t.id as token_id, t.last_access
              from catalog.api_token t join catalog."user" u on u.id = t.user_id
             where t.hash = @hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > @now) and u.state = 'active'
            """;
        var now = Clock.Microseconds(clock.GetUtcNow());
        // The primary, never a replica: a token works at once and ends at once.
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<CallerRow>(new CommandDefinition(sql, Parameters(new { hash = AdminToken.Hash(token), now }), cancellationToken: ct));
        if (row is null)
            return Caller.Anonymous;
        if (row.LastAccess is null || row.LastAccess < now - Grain)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                update catalog.api_token set last_access = @now where id = @TokenId;
                update catalog."user" set last_active = @now where id = @Id
                """, new { row.TokenId, row.Id, now }, cancellationToken: ct));
        }

        return row.ToCaller();
    }

    /// <summary>The caller of a live session of an active user; <see cref="Caller.Anonymous"/> for anything else.</summary>
    public async Task<Caller> FindBySessionAsync(string session, CancellationToken ct)
    {
        if (session.Length is 0 or > MaxLength)
            return Caller.Anonymous;
        const string sql = $"""
            select {Columns} from catalog.session s join catalog."user" u on u.id = s.user_id where s.hash = @hash and s.expires_at > @now and u.state = 'active'
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<CallerRow>(new CommandDefinition(
            sql, Parameters(new { hash = AdminToken.Hash(session), now = clock.GetUtcNow() }), cancellationToken: ct));
        return row?.ToCaller() ?? Caller.Anonymous;
    }

    /// <summary>An active user as if they called; null when there is none. For questions about what somebody may.</summary>
    public async Task<Caller?> FindByUserAsync(string idOrName, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from catalog."user" u where (u.id = @id or u.name = @idOrName) and u.state = 'active' order by u.id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<CallerRow>(new CommandDefinition(sql, Parameters(new { id = Ids.Read(idOrName), idOrName }), cancellationToken: ct));
        return row?.ToCaller();
    }

    /// <summary>A role in a parent counts in its children too, if it is one that the site lets cascade.</summary>
    private const string Columns = """
        u.id, u.name, u.sysadmin,
        (with recursive held (group_id, capacity) as (
             select m.group_id, m.capacity from catalog.member m where m.user_id = u.id
             union
             select gp.group_id, h.capacity from held h join catalog.group_parent gp on gp.parent_id = h.group_id where h.capacity = any(@cascading))
         select jsonb_agg(jsonb_build_object('Id', h.group_id, 'Capacity', h.capacity, 'IsOrganization', g.is_organization))
           from held h join catalog."group" g on g.id = h.group_id)::text as roles,
        (select jsonb_agg(jsonb_build_object('Id', c.package_id, 'Capacity', c.capacity))
           from catalog.package_collaborator c where c.user_id = u.id and @withCollaborators)::text as collaborations
        """;

    private DynamicParameters Parameters(object more)
    {
        var parameters = new DynamicParameters(more);
        parameters.Add("withCollaborators", options.Value.AllowDatasetCollaborators);
        parameters.Add("cascading", options.Value.RolesThatCascadeToSubGroups.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return parameters;
    }

    private sealed record CallerRow
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public bool Sysadmin { get; init; }
        public string? Roles { get; init; }
        public string? Collaborations { get; init; }
        public Guid TokenId { get; init; }
        public DateTimeOffset? LastAccess { get; init; }

        public Caller ToCaller()
        {
            var held = Read(Roles);
            return new Caller
            {
                UserId = Id, Name = Name, IsSysadmin = Sysadmin, Roles = Highest(held), Organizations = held.Where(role => role.IsOrganization).Select(role => role.Id).ToHashSet(),
                Collaborations = Highest(Read(Collaborations)),
            };
        }

        private static List<Held> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<Held>>(json)!;

        /// <summary>The highest role of each: one may be held directly and another through a parent.</summary>
        private static Dictionary<Guid, Role> Highest(List<Held> roles) =>
            roles.GroupBy(held => held.Id).ToDictionary(held => held.Key, held => held.Max(one => Access.Roles.Of(one.Capacity)));

        private sealed record Held(Guid Id, string Capacity, bool IsOrganization = false);
    }
}
