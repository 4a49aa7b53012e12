using System.Text.Json;
using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace OpenData.Core.Organizations;

/// <summary>Organizations and groups, which share one table (contract 2.6).</summary>
public sealed class OrganizationStore(Database.Database database, TimeProvider clock)
{
    /// <summary>The organization (or group) in any state, or null. An id wins over an equal name; the other kind is not found.</summary>
    public async Task<Organization?> FindAsync(string idOrName, bool isOrganization, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from catalog."group" g
             where g.is_organization = @isOrganization and (g.id = @id or g.name = @idOrName)
             order by g.id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);   // what was just made is asked for at once
        return await connection.QuerySingleOrDefaultAsync<Organization>(new CommandDefinition(
            sql, PackageAccess.Parameters(caller, new { id = Ids.Read(idOrName), idOrName, isOrganization }), cancellationToken: ct));
    }

    /// <summary>Active ones in the order asked for; equal ones as they were made.</summary>
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
            select * from (select {Columns} from catalog."group" g
                     where g.is_organization = @IsOrganization and g.state = 'active'
                       and (@Type::text is null or g.type = @Type)
                       and (@Names::text[] is null or g.name = any(@Names) or g.id::text = any(@Names))
                       and (@Ids::uuid[] is null or g.id = any(@Ids))
                       and (@Text::text is null or g.name ilike @pattern or g.title ilike @pattern)) o
             where {(query.Sort == OrganizationSort.PackageCount ? "package_count > 0" : "true")}
             order by {order} {direction}, created, name collate "C"
             limit @Limit offset @Offset
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Organization>(new CommandDefinition(sql, PackageAccess.Parameters(query.Caller, new
        {
            query.IsOrganization, query.Type, Names = query.Names?.ToArray(), Ids = query.Ids?.ToArray(), query.Text, query.Limit, query.Offset,
            pattern = query.Text is null ? null : Like.Containing(query.Text),
        }), cancellationToken: ct))];
    }

    /// <summary>Active parents of these groups, each with the child that it belongs to.</summary>
    public async Task<ILookup<Guid, Organization>> ListParentsAsync(IReadOnlyList<Guid> childIds, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns}, gp.capacity, gp.group_id as child_id
              from catalog.group_parent gp join catalog."group" g on g.id = gp.parent_id
             where gp.group_id = any(@ids) and g.state = 'active' order by g.name collate "C"
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<Organization>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { ids = childIds.ToArray() }), cancellationToken: ct)))
            .ToLookup(parent => parent.ChildId);
    }

    /// <summary>Ids of the active datasets in it that the caller may read, the last modified first.</summary>
    public async Task<IReadOnlyList<Guid>> NewestPackagesAsync(Guid groupId, bool isOrganization, int limit, Caller caller, CancellationToken ct)
    {
        var member = isOrganization ? "p.owner_org = @groupId" : "exists (select 1 from catalog.package_group pg where pg.package_id = p.id and pg.group_id = @groupId)";
        var sql = $"""
            select p.id from catalog.package p
             where {member} and p.state = 'active' and {PackageAccess.ReadableSql}
             order by p.metadata_modified desc, p.id limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { groupId, limit }), cancellationToken: ct))];
    }

    /// <summary>What only a dump knows of an organization or group that was made from it: when it was made, and its titles by language. Null = nobody knows.</summary>
    public async Task RestoreAsync(Guid id, DateTimeOffset? created, IReadOnlyDictionary<string, string>? titles, CancellationToken ct)
    {
        const string sql = "update catalog.\"group\" set created = coalesce(@created, created), title_translated = coalesce(@texts::jsonb, title_translated) where id = @id";
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            sql, new { id, created, texts = titles is { Count: > 0 } ? JsonSerializer.Serialize(titles) : null }, cancellationToken: ct));
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

    private const string Columns = $"""
        g.id, g.name, g.title, g.title_translated::text as title_translated, g.description, g.image_url, g.type, g.is_organization, g.approval_status, g.state,
        g.extras::text as extras, g.created,
        case when g.is_organization
             then (select count(*)::int from catalog.package p where p.owner_org = g.id and p.state = 'active' and {PackageAccess.ReadableSql})
             else (select count(*)::int from catalog.package_group pg join catalog.package p on p.id = pg.package_id
                    where pg.group_id = g.id and p.state = 'active' and {PackageAccess.ReadableSql}) end as package_count,
        (select count(*)::int from catalog.member m join catalog."user" u on u.id = m.user_id where m.group_id = g.id and u.state = 'active') as member_count,
        (select count(*)::int from catalog.follower f join catalog."user" u on u.id = f.follower_id where f.object_id = g.id and u.state = 'active') as follower_count
        """;
}
