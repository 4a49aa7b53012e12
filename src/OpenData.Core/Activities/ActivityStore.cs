using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace OpenData.Core.Activities;

/// <summary>Reads activities as the caller may see them (see <see cref="ActivityAccess"/>), with addresses of the site that is asked.</summary>
public sealed class ActivityStore(Database.Database database, IOptions<ActivityOptions> options, ISiteAddress site)
{
    private const string Columns = """
        a.id, a.timestamp, a.user_id, a.object_id, a.activity_type, a.data::text as data, a.permission_labels, a.current_version, a.files::text as files
        """;

    private const string SeenSql = "coalesce((select coalesce(u.activity_seen_at, u.created) from catalog.\"user\" u where u.id = @callerId), 'infinity')";

    private const string DashboardSql = """
        (a.user_id = @callerId or a.object_id = @callerId
         or a.object_id in (select f.object_id from catalog.follower f where f.follower_id = @callerId)
         or a.user_id in (select f.object_id from catalog.follower f where f.follower_id = @callerId and f.object_type = 'user')
         or a.package_id in (select q.id from catalog.package q join catalog.follower f on f.object_id = q.owner_org where f.follower_id = @callerId)
         or a.package_id in (select pg.package_id from catalog.package_group pg join catalog.follower f on f.object_id = pg.group_id where f.follower_id = @callerId))
        """;

    /// <summary>Of one dataset.</summary>
    public Task<IReadOnlyList<Activity>> ListOfPackageAsync(Guid packageId, ActivityFilter filter, Caller caller, CancellationToken ct) =>
        ListAsync("a.object_id = @id", new { id = packageId }, filter, caller, ct);

    /// <summary>Of an organization and its datasets, or of a group and the datasets in it.</summary>
    public Task<IReadOnlyList<Activity>> ListOfGroupAsync(Guid groupId, ActivityFilter filter, Caller caller, CancellationToken ct) => ListAsync("""
        (a.object_id = @id or (a.object_id = a.package_id and (
            a.package_id in (select q.id from catalog.package q where q.owner_org = @id) or a.package_id in (select pg.package_id from catalog.package_group pg where pg.group_id = @id))))
        """, new { id = groupId }, filter, caller, ct);

    /// <summary>By a user and about the user.</summary>
    public Task<IReadOnlyList<Activity>> ListOfUserAsync(Guid userId, ActivityFilter filter, Caller caller, CancellationToken ct) =>
        ListAsync("(a.user_id = @id or a.object_id = @id)", new { id = userId }, filter, caller, ct);

    /// <summary>Of all datasets.</summary>
    public Task<IReadOnlyList<Activity>> ListOfPackagesAsync(ActivityFilter filter, Caller caller, CancellationToken ct) =>
        ListAsync("a.activity_type in ('new package', 'changed package', 'deleted package')", new { }, filter, caller, ct);

    /// <summary>By the caller, and of what the caller follows.</summary>
    public Task<IReadOnlyList<Activity>> ListDashboardAsync(ActivityFilter filter, Caller caller, CancellationToken ct) =>
        ListAsync(DashboardSql, new { }, filter, caller, ct, $"a.user_id <> @callerId and a.timestamp > {SeenSql}");

    /// <summary>How many of the dashboard are new to the caller.</summary>
    public async Task<int> CountNewAsync(Caller caller, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition($"""
            select count(*)::int from catalog.activity a
             where {DashboardSql} and a.user_id <> @callerId and a.timestamp > {SeenSql} and {ActivityAccess.VisibleSql}
               and not exists (select 1 from catalog."user" h where h.id = a.user_id and h.name = any(@hidden))
            """, ActivityAccess.Parameters(caller, new { hidden = Hidden() }), cancellationToken: ct));
    }

    /// <summary>Nothing until now is new to the user any more.</summary>
    public async Task MarkSeenAsync(Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update catalog.\"user\" set activity_seen_at = @now where id = @userId", new { userId, now }, cancellationToken: ct));
    }

    /// <summary>The activity of that id and whether the caller may see it; null when there is none.</summary>
    public async Task<(Activity Activity, bool IsVisible)?> FindAsync(string id, Caller caller, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var guid))
            return null;
        return await SingleAsync("where a.id = @guid", new { guid }, caller, ct);
    }

    /// <summary>The last activity before another one that tells of the same object, or null.</summary>
    public async Task<(Activity Activity, bool IsVisible)?> FindPreviousAsync(Activity activity, Caller caller, CancellationToken ct) => await SingleAsync("""
        join catalog.activity this on this.id = @Id
         where a.object_id = this.object_id and (a.timestamp, a.seq) < (this.timestamp, this.seq) and a.data is not null and a.activity_type not like 'follow %'
         order by a.timestamp desc, a.seq desc limit 1
        """, new { activity.Id }, caller, ct);

    /// <summary>The state of a dataset that a data version was published with, or null.</summary>
    public async Task<(Activity Activity, bool IsVisible)?> FindPublishAsync(Guid packageId, int version, Caller caller, CancellationToken ct) => await SingleAsync(
        "where a.object_id = @packageId and a.version = @version and jsonb_exists(a.data, 'package') order by a.seq desc limit 1", new { packageId, version }, caller, ct);

    /// <summary>The last state of a dataset at or before a time, or null.</summary>
    public async Task<(Activity Activity, bool IsVisible)?> FindAtAsync(Guid packageId, DateTimeOffset time, Caller caller, CancellationToken ct) => await SingleAsync(
        "where a.object_id = @packageId and a.timestamp <= @time and jsonb_exists(a.data, 'package') order by a.timestamp desc, a.seq desc limit 1", new { packageId, time }, caller, ct);

    /// <summary>Writes an activity by hand, of an object that exists. Null where it does not.</summary>
    public async Task<Guid?> CreateAsync(Guid userId, Guid objectId, string type, string? data, DateTimeOffset now, CancellationToken ct)
    {
        // Who may see it is decided by the object as it is: what the sender says of it is not proof.
        const string sql = $"""
            insert into catalog.activity (id, timestamp, user_id, object_id, package_id, activity_type, data, permission_labels)
            select gen_random_uuid(), @now, @userId, @objectId, o.package_id, @type, @data::jsonb, o.labels
              from (select p.id as package_id, {ActivityLog.LabelsSql} as labels from catalog.package p where p.id = @objectId
                    union all select p.id, {ActivityLog.LabelsSql} from catalog.resource_view v join catalog.resource r on r.id = v.resource_id join catalog.package p on p.id = r.package_id where v.id = @objectId
                    union all select null, case when g.state = 'active' then array['public'] else array['member-' || g.id] end from catalog."group" g where g.id = @objectId
                    union all select null, array['public'] from catalog."user" u where u.id = @objectId) o
            returning id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(sql, new { userId, objectId, type, data, now }, cancellationToken: ct));
    }

    private async Task<(Activity, bool)?> SingleAsync(string rest, object parameters, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"select {Columns}, {ActivityAccess.VisibleSql} as is_visible from catalog.activity a {rest}", ActivityAccess.Parameters(caller, parameters), cancellationToken: ct));
        return row is null ? null : (row.ToActivity(site.Url), row.IsVisible);
    }

    private async Task<IReadOnlyList<Activity>> ListAsync(
        string where, object parameters, ActivityFilter filter, Caller caller, CancellationToken ct, string isNew = "null::boolean")
    {
        var sql = $"""
            select {Columns}, {isNew} as is_new
              from catalog.activity a
             where {where} and {ActivityAccess.VisibleSql}
               and (@Before::timestamptz is null or a.timestamp < @Before) and (@After::timestamptz is null or a.timestamp > @After)
               and (@types::text[] is null or a.activity_type = any(@types)) and not a.activity_type = any(@exceptTypes)
               and (@IncludeHidden or not exists (select 1 from catalog."user" h where h.id = a.user_id and h.name = any(@hidden)))
             order by a.timestamp desc, a.seq desc limit @Limit offset @Offset
            """;
        var all = ActivityAccess.Parameters(caller, parameters);
        all.AddDynamicParams(new
        {
            filter.Before, filter.After, filter.IncludeHidden, filter.Offset, Limit = Math.Min(filter.Limit, options.Value.ListLimitMax),
            types = filter.Types?.ToArray(), exceptTypes = filter.ExceptTypes.ToArray(), hidden = Hidden(),
        });
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, all, cancellationToken: ct));
        return [.. rows.Select(row => row.ToActivity(site.Url))];
    }

    private string[] Hidden() => options.Value.HideFromUsers.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public DateTimeOffset Timestamp { get; init; }
        public Guid UserId { get; init; }
        public Guid ObjectId { get; init; }
        public string ActivityType { get; init; } = "";
        public string? Data { get; init; }
        public string[] PermissionLabels { get; init; } = [];
        public int? CurrentVersion { get; init; }
        public string? Files { get; init; }
        public bool? IsNew { get; init; }
        public bool IsVisible { get; init; }

        public Activity ToActivity(string site)
        {
            var data = Data is null ? null : JsonNode.Parse(Data);
            StoredPackageDocument.SetSite(data, site);
            return new Activity
            {
                Id = Id, Timestamp = Timestamp, UserId = UserId, ObjectId = ObjectId, ActivityType = ActivityType, Data = data, PermissionLabels = PermissionLabels,
                IsNew = IsNew, CurrentVersion = CurrentVersion, Files = Files is null ? new Dictionary<Guid, string>() : JsonSerializer.Deserialize<Dictionary<Guid, string>>(Files)!,
            };
        }
    }
}
