using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace OpenData.Core.Users;

/// <summary>Who follows what. Organizations are groups here, as in CKAN.</summary>
public sealed class FollowerStore(Database.Database database, TimeProvider clock)
{
    /// <summary>Begins to follow; when they follow already, what is stored stays.</summary>
    /// <param name="followerId">Who.</param>
    /// <param name="type"><c>user</c>, <c>dataset</c> or <c>group</c>.</param>
    /// <param name="objectId">What.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Follower> FollowAsync(Guid followerId, string type, Guid objectId, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.follower (follower_id, object_id, object_type, datetime) values (@followerId, @objectId, @type, @now) on conflict do nothing
            """;
        var now = Clock.Microseconds(clock.GetUtcNow());
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await connection.ExecuteAsync(new CommandDefinition(sql, new { followerId, objectId, type, now }, cancellationToken: ct)) > 0)
        {
            var activity = type switch { "user" => ActivityTypes.FollowUser, "dataset" => ActivityTypes.FollowDataset, _ => ActivityTypes.FollowGroup };
            await ActivityLog.AddFollowAsync(connection, activity, objectId, followerId, now, ct);
        }

        var stored = await connection.QuerySingleAsync<Follower>(new CommandDefinition(
            "select follower_id, object_id, datetime from catalog.follower where follower_id = @followerId and object_id = @objectId", new { followerId, objectId }, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return stored;
    }

    /// <returns>False when they did not follow it.</returns>
    public async Task<bool> UnfollowAsync(Guid followerId, Guid objectId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from catalog.follower where follower_id = @followerId and object_id = @objectId", new { followerId, objectId }, cancellationToken: ct)) > 0;
    }

    public async Task<bool> IsFollowingAsync(Guid followerId, Guid objectId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select exists (select 1 from catalog.follower where follower_id = @followerId and object_id = @objectId)", new { followerId, objectId }, cancellationToken: ct));
    }

    /// <summary>Active users who follow it.</summary>
    public async Task<int> CountFollowersAsync(Guid objectId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition("""
            select count(*)::int from catalog.follower f join catalog."user" u on u.id = f.follower_id where f.object_id = @objectId and u.state = 'active'
            """, new { objectId }, cancellationToken: ct));
    }

    /// <summary>Active users who follow it, the first follower first. Their datasets are counted as for strangers.</summary>
    public async Task<IReadOnlyList<User>> ListFollowersAsync(Guid objectId, CancellationToken ct)
    {
        const string sql = $"""
            select {UserStore.Columns} from catalog.follower f join catalog."user" u on u.id = f.follower_id
             where f.object_id = @objectId and u.state = 'active' order by f.datetime, u.id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<User>(new CommandDefinition(sql, UserStore.Parameters(Caller.Anonymous, new { objectId }), cancellationToken: ct))];
    }

    /// <summary>What a user follows that is there and that the caller may read, the first one first.</summary>
    /// <param name="followerId">Who follows.</param>
    /// <param name="type"><c>user</c>, <c>dataset</c>, <c>group</c>, <c>organization</c>; null = all.</param>
    /// <param name="text">Only those with this in what they are called; null = all.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<Followee>> ListFolloweesAsync(Guid followerId, string? type, string? text, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select object_id as id, type, display_name from (
                select f.object_id, f.datetime, 'user' as type, coalesce(nullif(u.fullname, ''), u.name) as display_name
                  from catalog.follower f join catalog."user" u on u.id = f.object_id where f.follower_id = @followerId and u.state = 'active'
                union all
                select f.object_id, f.datetime, 'dataset', coalesce(nullif(p.title, ''), p.name)
                  from catalog.follower f join catalog.package p on p.id = f.object_id where f.follower_id = @followerId and p.state = 'active' and {PackageAccess.ReadableSql}
                union all
                select f.object_id, f.datetime, case when g.is_organization then 'organization' else 'group' end, coalesce(nullif(g.title, ''), g.name)
                  from catalog.follower f join catalog."group" g on g.id = f.object_id where f.follower_id = @followerId and g.state = 'active') followee
             where (@type::text is null or type = @type) and (@pattern::text is null or display_name ilike @pattern)
             order by datetime, object_id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Followee>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new
        {
            followerId, type, pattern = string.IsNullOrEmpty(text) ? null : OpenData.Core.Database.Like.Containing(text),
        }), cancellationToken: ct))];
    }
}

/// <summary>Something that is followed.</summary>
public sealed record Followee
{
    public Guid Id { get; init; }

    /// <summary><c>user</c>, <c>dataset</c>, <c>group</c> or <c>organization</c>.</summary>
    public string Type { get; init; } = "";
    public string DisplayName { get; init; } = "";
}
