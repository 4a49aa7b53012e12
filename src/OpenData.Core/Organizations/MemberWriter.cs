using Dapper;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Search;

namespace OpenData.Core.Organizations;

/// <summary>The members of an organization or group as a whole, inside a writer's transaction. A list that is null stays as it is.</summary>
internal static class MemberWriter
{
    /// <exception cref="ValidationException">One of them does not exist; positional (contract 1.8).</exception>
    public static async Task ReplaceAsync(NpgsqlConnection connection, Guid groupId, bool isOrganization, OrganizationChange change, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var users = await ResolveAsync(connection, "users", "User", UserSql, change.Users, caller, errors, ct);
        var parents = await ResolveAsync(connection, "groups", "Group", ParentSql, change.Parents, caller, errors, ct);
        var packages = isOrganization ? null : await ResolveAsync(connection, "packages", "Dataset", PackageSql, change.Packages, caller, errors, ct);
        errors.ThrowIfAny();
        if (users is not null)
            await WriteAsync(connection, UsersSql, groupId, users, caller, ct);
        if (parents is not null)
            await WriteAsync(connection, ParentsSql, groupId, [.. parents.Where(parent => parent.Id != groupId)], caller, ct);
        if (packages is not null)
        {
            var before = await PackagesAsync(connection, groupId, ct);
            await WriteAsync(connection, PackagesSql, groupId, packages, caller, ct);
            var changed = (await PackagesAsync(connection, groupId, ct)).ToHashSet();
            changed.SymmetricExceptWith(before);
            await SearchIndex.RewriteAsync(connection, changed, ct);   // they are found by its name
        }
    }

    public static Task SetUserAsync(NpgsqlConnection connection, Guid groupId, Guid userId, string capacity, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("""
            insert into catalog.member (group_id, user_id, capacity) values (@groupId, @userId, @capacity)
            on conflict (group_id, user_id) do update set capacity = excluded.capacity
            """, new { groupId, userId, capacity }, cancellationToken: ct));

    private const string UserSql = """
        select u.id from catalog."user" u where (u.id = named.id or u.name = named.name) and u.state = 'active' order by u.id = named.id desc nulls last limit 1
        """;

    private const string ParentSql = """
        select g.id from catalog."group" g where g.id = named.id or g.name = named.name order by g.id = named.id desc nulls last limit 1
        """;

    /// <summary>What the caller may not read does not exist for them.</summary>
    private const string PackageSql = $"""
        select p.id from catalog.package p
         where (p.id = named.id or p.name = named.name) and p.state <> 'deleted' and {PackageAccess.ReadableSql} order by p.id = named.id desc nulls last limit 1
        """;

    private const string UsersSql = """
        delete from catalog.member where group_id = @groupId and not user_id = any(@ids);
        insert into catalog.member (group_id, user_id, capacity) select @groupId, m.id, m.capacity from unnest(@ids, @capacities) m (id, capacity)
        on conflict (group_id, user_id) do update set capacity = excluded.capacity
        """;

    private const string ParentsSql = """
        delete from catalog.group_parent where group_id = @groupId and not parent_id = any(@ids);
        insert into catalog.group_parent (group_id, parent_id, capacity) select @groupId, m.id, m.capacity from unnest(@ids, @capacities) m (id, capacity)
        on conflict (group_id, parent_id) do update set capacity = excluded.capacity
        """;

    /// <summary>Datasets that the caller may not read stay in the group: who cannot see them does not mean to take them away.</summary>
    private const string PackagesSql = $"""
        delete from catalog.package_group pg using catalog.package p
         where p.id = pg.package_id and pg.group_id = @groupId and not p.id = any(@ids) and {PackageAccess.ReadableSql};
        insert into catalog.package_group (group_id, package_id, capacity) select @groupId, m.id, m.capacity from unnest(@ids, @capacities) m (id, capacity)
        on conflict (package_id, group_id) do nothing
        """;

    private static async Task<IReadOnlyList<Guid>> PackagesAsync(NpgsqlConnection connection, Guid groupId, CancellationToken ct) =>
        [.. await connection.QueryAsync<Guid>(new CommandDefinition("select package_id from catalog.package_group where group_id = @groupId", new { groupId }, cancellationToken: ct))];

    private static Task<int> WriteAsync(NpgsqlConnection connection, string sql, Guid groupId, IReadOnlyList<Found> members, Caller caller, CancellationToken ct)
    {
        var last = members.GroupBy(member => member.Id).Select(same => same.Last()).ToList();
        return connection.ExecuteAsync(new CommandDefinition(sql, PackageAccess.Parameters(caller, new
        {
            groupId, ids = last.Select(member => member.Id).ToArray(), capacities = last.Select(member => member.Capacity).ToArray(),
        }), cancellationToken: ct));
    }

    private static async Task<IReadOnlyList<Found>?> ResolveAsync(
        NpgsqlConnection connection, string field, string kind, string finder, IReadOnlyList<NamedMember>? named, Caller caller, FieldErrors errors, CancellationToken ct)
    {
        if (named is null || named.Count == 0)
            return named is null ? null : [];
        var sql = $"select found.id from unnest(@ids, @names) with ordinality named (id, name, position) left join lateral ({finder}) found on true order by named.position";
        var ids = (await connection.QueryAsync<Guid?>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new
        {
            ids = named.Select(member => Ids.Read(member.IdOrName)).ToArray(), names = named.Select(member => member.IdOrName).ToArray(),
        }), cancellationToken: ct))).ToList();
        if (ids.Contains(null))
        {
            errors.Set(field, ids.Zip(named).Select(pair => pair.First is null
                ? new Dictionary<string, string[]> { [pair.Second.Key] = [$"Not found: {kind}"] }
                : []).ToList());
            return [];
        }

        return [.. ids.Zip(named).Select(pair => new Found(pair.First!.Value, pair.Second.Capacity))];
    }

    private sealed record Found(Guid Id, string Capacity);
}
