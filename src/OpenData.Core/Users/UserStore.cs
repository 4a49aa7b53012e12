using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Database;

namespace OpenData.Core.Users;

/// <summary>Reads user accounts.</summary>
public sealed class UserStore(Database.Database database)
{
    /// <summary>The columns of <see cref="User"/> from <c>catalog."user" u</c>, with the parameters of <see cref="Parameters"/>.</summary>
    internal const string Columns = """
        u.id, u.name, u.fullname, u.email, u.about, u.sysadmin, u.state, u.created, u.last_active, u.activity_streams_email_notifications, u.image_url,
        u.password_hash, u.plugin_extras::text as plugin_extras,
        (select count(*)::int from catalog.package p
          where p.creator_user_id = u.id and (p.state = 'active' and not p.private or p.state <> 'deleted' and (@callerIsSysadmin or u.id = @callerId))) as number_created_packages
        """;

    /// <summary>The user in any state, or null. An id wins over an equal name.</summary>
    public async Task<User?> FindAsync(string idOrName, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select {Columns} from catalog."user" u where u.id = @id or u.name = @idOrName order by u.id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);   // what was just made is asked for at once
        return await connection.QuerySingleOrDefaultAsync<User>(new CommandDefinition(
            sql, Parameters(caller, new { id = Ids.Read(idOrName), idOrName }), cancellationToken: ct));
    }

    /// <summary>Active users by name or by what they are called.</summary>
    public async Task<IReadOnlyList<User>> ListAsync(UserQuery query, Caller caller, CancellationToken ct)
    {
        var order = query.Sort switch
        {
            UserSort.Name => "u.name collate \"C\"",
            UserSort.Created => "u.created, u.name collate \"C\"",
            UserSort.NumberCreatedPackages => "number_created_packages desc, u.name collate \"C\"",
            _ => "lower(coalesce(nullif(u.fullname, ''), u.name)), u.name collate \"C\"",
        };
        var sql = $"""
            select {Columns} from catalog."user" u
             where u.state = 'active'
               and (@pattern::text is null or u.name ilike @pattern or u.fullname ilike @pattern or (@callerIsSysadmin and u.email ilike @pattern))
               and (@Email::text is null or lower(u.email) = lower(@Email))
               and (@Ids::uuid[] is null or u.id = any(@Ids))
               and (@NotUser::uuid is null or u.id <> @NotUser)
             order by {order} limit @Limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<User>(new CommandDefinition(sql, Parameters(caller, new
        {
            pattern = query.Text is null ? null : Like.Containing(query.Text), query.Email, query.NotUser, query.Limit, Ids = query.Ids?.ToArray(),
        }), cancellationToken: ct))];
    }

    /// <summary>Ids of active datasets, to the user and sysadmins also drafts, that a user made and the caller may read, the last modified first.</summary>
    public async Task<IReadOnlyList<Guid>> NewestPackagesAsync(Guid userId, int limit, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select p.id from catalog.package p
             where p.creator_user_id = @userId and (p.state = 'active' or p.state = 'draft' and (@callerIsSysadmin or @userId = @callerId)) and {PackageAccess.ReadableSql}
             order by p.metadata_modified desc, p.id limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { userId, limit }), cancellationToken: ct))];
    }

    internal static DynamicParameters Parameters(Caller caller, object more)
    {
        var parameters = new DynamicParameters(more);
        parameters.Add("callerId", caller.UserId);
        parameters.Add("callerIsSysadmin", caller.IsSysadmin);
        return parameters;
    }
}

/// <summary>What a list of users is sorted by.</summary>
public enum UserSort
{
    DisplayName,
    Name,
    Created,
    NumberCreatedPackages,
}

/// <summary>Which users to list.</summary>
public sealed record UserQuery
{
    /// <summary>Part of the name, of the full name, for sysadmins of the address too; in any case.</summary>
    public string? Text { get; init; }

    /// <summary>The whole address, in any case.</summary>
    public string? Email { get; init; }

    /// <summary>Only these; null = all.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Not this one.</summary>
    public Guid? NotUser { get; init; }
    public UserSort Sort { get; init; }

    /// <summary>Null = all.</summary>
    public long? Limit { get; init; }
}
