using System.Text.Json;
using Dapper;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace OpenData.Core.Organizations;

/// <summary>Organizations and groups, which share one table (contract 2.6).</summary>
public sealed class OrganizationStore(Database.Database database, TimeProvider clock)
{
    /// <summary>The organization (or group) in any state, or null. An id wins over an equal name; the other kind is not found.</summary>
    public async Task<Organization?> FindAsync(string idOrName, bool isOrganization, bool includePrivate, CancellationToken ct)
    {
        var sql = $"""
            {Select}
             where g.is_organization = @isOrganization and (g.id::text = @idOrName or g.name = @idOrName)
             order by g.id::text = @idOrName desc limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Organization>(new CommandDefinition(
            sql, new { idOrName, isOrganization, includePrivate }, cancellationToken: ct));
    }

    /// <summary>Active ones in the order asked for.</summary>
    public async Task<IReadOnlyList<Organization>> ListAsync(OrganizationQuery query, CancellationToken ct)
    {
        var order = query.Sort switch
        {
            OrganizationSort.Name => "name collate \"C\"",
            OrganizationSort.PackageCount => "package_count",
            _ => "title",
        };
        var direction = query.Descending ? "desc" : "asc";
        // Sorted by their number of datasets, those without any are left out, as in CKAN (contract 3.3).
        var sql = $"""
            select * from ({Select}
                     where g.is_organization = @IsOrganization and g.state = 'active'
                       and (@Type::text is null or g.type = @Type)
                       and (@Names::text[] is null or g.name = any(@Names))
                       and (@Text::text is null or g.name ilike @pattern or g.title ilike @pattern)) o
             where {(query.Sort == OrganizationSort.PackageCount ? "package_count > 0" : "true")}
             order by {order} {direction}, name collate "C"
             limit @Limit offset @Offset
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Organization>(new CommandDefinition(sql, new
        {
            query.IsOrganization, query.Type, Names = query.Names?.ToArray(), query.Text, query.Limit, query.Offset, includePrivate = false,
            pattern = $"%{query.Text?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%",
        }, cancellationToken: ct))];
    }

    /// <summary>Ids of its active datasets, the last modified first.</summary>
    public async Task<IReadOnlyList<Guid>> NewestPackagesAsync(Guid organizationId, bool includePrivate, int limit, CancellationToken ct)
    {
        const string sql = """
            select p.id from catalog.package p
             where p.owner_org = @organizationId and p.state = 'active' and (not p.private or @includePrivate)
             order by p.metadata_modified desc, p.id limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(sql, new { organizationId, includePrivate, limit }, cancellationToken: ct))];
    }

    /// <summary>Makes the organization or brings its texts up to date; by name, in one statement.</summary>
    /// <param name="name">Slug.</param>
    /// <param name="title">By language.</param>
    /// <param name="description">One text, Markdown.</param>
    /// <exception cref="ValidationException">A group has that name.</exception>
    public async Task<Guid> SaveAsync(string name, IReadOnlyDictionary<string, string> title, string description, CancellationToken ct)
    {
        const string sql = """
            insert into catalog."group" (id, name, title, title_translated, description, type, is_organization, created)
            values (gen_random_uuid(), @name, @first, @titles::jsonb, @description, 'organization', true, @now)
            on conflict (name) do update set title = excluded.title, title_translated = excluded.title_translated, description = excluded.description, state = 'active'
             where catalog."group".is_organization
            returning id
            """;
        var first = TextCatalog.Languages.Select(title.GetValueOrDefault).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? name;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            sql, new { name, first, titles = JsonSerializer.Serialize(title), description, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct))
            ?? throw new ValidationException("name", "Group name already exists in database");
    }

    private const string Select = """
        select g.id, g.name, g.title, g.title_translated::text as title_translated, g.description, g.image_url, g.type, g.is_organization, g.approval_status, g.state, g.created,
               (select count(*)::int from catalog.package p
                 where p.state = 'active' and (not p.private or @includePrivate)
                   and (p.owner_org = g.id or exists (select 1 from catalog.package_group pg where pg.package_id = p.id and pg.group_id = g.id))) as package_count
          from catalog."group" g
        """;
}
