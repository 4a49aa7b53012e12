using System.Text.Json;
using Dapper;
using Npgsql;
using OpenData.Core.Packages;

namespace OpenData.Core.Activities;

/// <summary>
/// Writes down who did what (contract 2.8), inside the transaction of the one who does it and with the same time: so there is no change without its
/// activity and no activity without its change. Each call is one insert.
/// </summary>
public static class ActivityLog
{
    /// <summary>Stands for the user where nobody was logged in: a scheduled run, an anonymous caller.</summary>
    public static readonly Guid NoUser = Guid.Empty;

    /// <summary>A dataset was made, changed or deleted. Call it last: the dataset is read as the transaction has left it.</summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="type"><see cref="ActivityTypes.NewPackage"/>, <see cref="ActivityTypes.ChangedPackage"/> or <see cref="ActivityTypes.DeletedPackage"/>.</param>
    /// <param name="packageId">Of a dataset that exists.</param>
    /// <param name="userId">Who did it; null = nobody logged in.</param>
    /// <param name="now">The writer's time, in microseconds.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="version">The data version that is published with it, or null.</param>
    public static async Task AddPackageAsync(
        NpgsqlConnection connection, string type, Guid packageId, Guid? userId, DateTimeOffset now, CancellationToken ct, int? version = null)
    {
        var row = await connection.QuerySingleAsync<PackageRow>(new CommandDefinition($"{PackageRow.Select} where p.id = @packageId", new { packageId }, cancellationToken: ct));
        await AddPackageAsync(connection, type, row.ToPackage(site: ""), userId, now, ct, version);
    }

    /// <summary>The same for a writer who has read the dataset already. <paramref name="package"/> is made with an empty site address, so that it can be shown under any host.</summary>
    public static Task AddPackageAsync(
        NpgsqlConnection connection, string type, Package package, Guid? userId, DateTimeOffset now, CancellationToken ct, int? version = null)
    {
        const string sql = $"""
            insert into catalog.activity (id, timestamp, user_id, object_id, package_id, activity_type, data, version, current_version, permission_labels, files)
            select gen_random_uuid(), @now, @user, p.id, p.id, @type,
                   jsonb_build_object('package', @dict::jsonb, 'actor', coalesce((select name from catalog."user" where id = @user), '')),
                   @version, nullif(p.current_version, 0), {LabelsSql},
                   (select jsonb_object_agg(r.id, encode(r.file_sha256, 'hex')) from catalog.resource r
                     where r.package_id = p.id and r.state = 'active' and r.file_sha256 is not null)
              from catalog.package p where p.id = @Id
            """;
        return ExecuteAsync(connection, sql, new { package.Id, type, user = userId ?? NoUser, now, version, dict = JsonSerializer.Serialize(package, CkanJson.Options) }, ct);
    }

    /// <summary>A group or organization was made, changed or deleted; call it last.</summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="type">One of the types with <c>group</c> or <c>organization</c>.</param>
    /// <param name="groupId">Of a group that exists.</param>
    /// <param name="userId">Who did it; null = nobody logged in.</param>
    /// <param name="now">The writer's time, in microseconds.</param>
    /// <param name="ct">Gives up.</param>
    public static Task AddGroupAsync(NpgsqlConnection connection, string type, Guid groupId, Guid? userId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.activity (id, timestamp, user_id, object_id, activity_type, data, permission_labels)
            select gen_random_uuid(), @now, @user, g.id, @type,
                   jsonb_build_object('group', jsonb_build_object(
                       'id', g.id, 'name', g.name, 'title', g.title, 'type', g.type, 'description', g.description, 'image_url', g.image_url,
                       'created', to_char(g.created at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), 'is_organization', g.is_organization,
                       'approval_status', g.approval_status, 'state', g.state,
                       'extras', (select coalesce(jsonb_agg(jsonb_build_object('key', key, 'value', value) order by key collate "C"), '[]') from jsonb_each_text(g.extras)))),
                   case when g.state = 'active' then array['public'] else array['member-' || g.id] end
              from catalog."group" g where g.id = @groupId
            """;
        return ExecuteAsync(connection, sql, new { groupId, type, user = userId ?? NoUser, now }, ct);
    }

    /// <summary>A user was made or changed. Nothing of the account is stored: what changed may be private.</summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="type"><see cref="ActivityTypes.NewUser"/> or <see cref="ActivityTypes.ChangedUser"/>.</param>
    /// <param name="subject">The account.</param>
    /// <param name="userId">Who did it; for a new account its owner.</param>
    /// <param name="now">The writer's time, in microseconds.</param>
    /// <param name="ct">Gives up.</param>
    public static Task AddUserAsync(NpgsqlConnection connection, string type, Guid subject, Guid? userId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.activity (id, timestamp, user_id, object_id, activity_type, data, permission_labels)
            values (gen_random_uuid(), @now, @user, @subject, @type, null, array['public'])
            """;
        return ExecuteAsync(connection, sql, new { subject, type, user = userId ?? NoUser, now }, ct);
    }

    /// <summary>Somebody began to follow a dataset, a user or a group.</summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="type"><see cref="ActivityTypes.FollowDataset"/>, <see cref="ActivityTypes.FollowUser"/> or <see cref="ActivityTypes.FollowGroup"/>.</param>
    /// <param name="objectId">What is followed.</param>
    /// <param name="userId">Who follows.</param>
    /// <param name="now">The writer's time, in microseconds.</param>
    /// <param name="ct">Gives up.</param>
    public static Task AddFollowAsync(NpgsqlConnection connection, string type, Guid objectId, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        // One of the three finds its object; ids are unique over all of them.
        const string sql = $"""
            insert into catalog.activity (id, timestamp, user_id, object_id, package_id, activity_type, data, permission_labels)
            select gen_random_uuid(), @now, @userId, @objectId, case when followed.kind = 'dataset' then @objectId end, @type, jsonb_build_object(followed.kind, jsonb_build_object('id', @objectId, 'name', followed.name, 'title', followed.title)), followed.labels
              from (select 'dataset' as kind, p.name, p.title, {LabelsSql} as labels from catalog.package p where p.id = @objectId
                    union all select 'group', g.name, g.title, case when g.state = 'active' then array['public'] else array['member-' || g.id] end from catalog."group" g where g.id = @objectId
                    union all select 'user', u.name, u.fullname, array['public'] from catalog."user" u where u.id = @objectId) followed
            """;
        return ExecuteAsync(connection, sql, new { objectId, type, userId, now }, ct);
    }

    /// <summary>A view of a resource was made, changed or deleted; call it before the row goes. The object is the view.</summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="type">One of the types with <c>resource view</c>.</param>
    /// <param name="viewId">Of a view that exists.</param>
    /// <param name="userId">Who did it; null = nobody logged in.</param>
    /// <param name="now">The writer's time, in microseconds.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<int> AddViewAsync(NpgsqlConnection connection, string type, Guid viewId, Guid? userId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = $"""
            insert into catalog.activity (id, timestamp, user_id, object_id, package_id, activity_type, data, permission_labels)
            select gen_random_uuid(), @now, @user, v.id, r.package_id, @type,
                   jsonb_build_object('resource_view', jsonb_build_object('id', v.id, 'resource_id', v.resource_id, 'package_id', r.package_id, 'title', v.title,
                                      'description', v.description, 'view_type', v.view_type)),
                   {LabelsSql}
              from catalog.resource_view v join catalog.resource r on r.id = v.resource_id join catalog.package p on p.id = r.package_id
             where v.id = @viewId
            """;
        return ExecuteAsync(connection, sql, new { viewId, type, user = userId ?? NoUser, now }, ct);
    }

    /// <summary>Who may read the dataset <c>p</c> now, to be remembered: the same rule as <see cref="Access.PackageAccess.ReadableSql"/>.</summary>
    internal const string LabelsSql = """
        case when p.state = 'active' and not p.private then array['public']
             when p.owner_org is not null then array['member-' || p.owner_org]
             when p.state <> 'deleted' and p.creator_user_id is not null then array['creator-' || p.creator_user_id]
             else array[]::text[] end
        """;

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, object parameters, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
}
