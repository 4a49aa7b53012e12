using Dapper;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Search;
using OpenData.Core.Users;

namespace OpenData.Core.Organizations;

/// <summary>Who and what is in organizations and groups. One table for each kind of object, told as CKAN's one (contract 2.8).</summary>
public sealed class MemberStore(Database.Database database)
{
    /// <summary>Users of these groups by name, each with what they are there. Their datasets are counted as for strangers, whoever asks, as in CKAN.</summary>
    public async Task<ILookup<Guid, User>> ListUsersAsync(IReadOnlyList<Guid> groupIds, CancellationToken ct)
    {
        const string sql = $"""
            select {UserStore.Columns}, m.capacity, m.group_id
              from catalog.member m join catalog."user" u on u.id = m.user_id
             where m.group_id = any(@ids) and u.state = 'active' order by u.name collate "C"
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<User>(new CommandDefinition(sql, UserStore.Parameters(Caller.Anonymous, new { ids = groupIds.ToArray() }), cancellationToken: ct)))
            .ToLookup(user => user.GroupId);
    }

    /// <summary>Everything in one group that the caller may know of: users, datasets, parents.</summary>
    public async Task<IReadOnlyList<Membership>> ListAsync(Guid groupId, string? type, string? capacity, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select * from (
                select m.id, 'user' as table_name, m.user_id as table_id, m.capacity, m.group_id from catalog.member m join catalog."user" u on u.id = m.user_id
                 where m.group_id = @groupId and u.state = 'active'
                union all
                select p.id, 'package', p.id, 'organization', p.owner_org from catalog.package p where p.owner_org = @groupId and p.state <> 'deleted' and {PackageAccess.ReadableSql}
                union all
                select pg.id, 'package', p.id, pg.capacity, pg.group_id from catalog.package_group pg join catalog.package p on p.id = pg.package_id
                 where pg.group_id = @groupId and p.state <> 'deleted' and {PackageAccess.ReadableSql}
                union all
                select gp.id, 'group', gp.parent_id, gp.capacity, gp.group_id from catalog.group_parent gp where gp.group_id = @groupId) member
             where (@type::text is null or table_name = @type) and (@capacity::text is null or capacity = @capacity)
             order by table_name desc, table_id
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Membership>(new CommandDefinition(
            sql, PackageAccess.Parameters(caller, new { groupId, type, capacity }), cancellationToken: ct))];
    }

    /// <summary>Puts it into the group, or changes what it is there.</summary>
    /// <exception cref="ValidationException">A dataset into an organization: that is its <c>owner_org</c>.</exception>
    public async Task<Membership> SetAsync(OrganizationIdentity group, MemberObject member, string capacity, CancellationToken ct)
    {
        if (member.Type == "package" && group.IsOrganization)
            throw new ValidationException(new Dictionary<string, object> { ["message"] = "Use package_owner_org_update to give a dataset to an organization" });
        if (member.Type == "group" && member.Id == group.Id)
            throw new ValidationException(new Dictionary<string, object> { ["message"] = "A group cannot be its own parent" });
        var (table, column) = Table(member.Type);
        var sql = $"""
            insert into {table} (group_id, {column}, capacity) values (@groupId, @Id, @capacity)
            on conflict (group_id, {column}) do update set capacity = excluded.capacity
            returning id, @Type as table_name, {column} as table_id, capacity, group_id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, member, ct);
        var set = await connection.QuerySingleAsync<Membership>(new CommandDefinition(
            sql, new { groupId = group.Id, member.Id, member.Type, capacity }, cancellationToken: ct));
        await WriteWordsAsync(connection, member, ct);
        await transaction.CommitAsync(ct);
        return set;
    }

    /// <summary>Takes it out; nothing when it was not in.</summary>
    public async Task RemoveAsync(OrganizationIdentity group, MemberObject member, CancellationToken ct)
    {
        var (table, column) = Table(member.Type);
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, member, ct);
        await connection.ExecuteAsync(new CommandDefinition(
            $"delete from {table} where group_id = @groupId and {column} = @Id", new { groupId = group.Id, member.Id }, cancellationToken: ct));
        await WriteWordsAsync(connection, member, ct);
        await transaction.CommitAsync(ct);
    }

    private static Task LockAsync(NpgsqlConnection connection, MemberObject member, CancellationToken ct) => member.Type == "package"
        ? connection.ExecuteAsync(new CommandDefinition("select 1 from catalog.package where id = @Id for update", member, cancellationToken: ct))
        : Task.CompletedTask;

    /// <summary>A dataset is found by the names of its groups.</summary>
    private static Task WriteWordsAsync(NpgsqlConnection connection, MemberObject member, CancellationToken ct) =>
        member.Type == "package" ? SearchIndex.RewriteAsync(connection, [member.Id], ct) : Task.CompletedTask;

    private static (string Table, string Column) Table(string type) => type switch
    {
        "user" => ("catalog.member", "user_id"),
        "package" => ("catalog.package_group", "package_id"),
        _ => ("catalog.group_parent", "parent_id"),
    };
}
