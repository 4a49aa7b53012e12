using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using OpenData.Core.Activities;

namespace OpenData.Core.Views;

/// <summary>A view to be written.</summary>
/// <param name="Config">Keys of the type's own settings.</param>
public sealed record ViewDraft(string? Title, string? Description, string ViewType, JsonObject Config);

/// <summary>Views of resources, in the order that people see. Each write is an activity of whoever did it.</summary>
public sealed class ViewStore(Database.Database database, TimeProvider clock)
{
    private const string Select = """
        select v.id, v.resource_id, r.package_id, v.title, v.description, v.view_type, v.config::text as config
          from catalog.resource_view v join catalog.resource r on r.id = v.resource_id
        """;

    /// <summary>Views of a resource in their order.</summary>
    public async Task<IReadOnlyList<ResourceView>> ListAsync(Guid resourceId, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await ListAsync(connection, resourceId, ct);
    }

    /// <summary>The view of that id, or null.</summary>
    public async Task<ResourceView?> FindAsync(string id, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var guid))
            return null;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await FindAsync(connection, guid, ct);
    }

    /// <summary>Appends views to a resource.</summary>
    /// <returns>As stored.</returns>
    public async Task<IReadOnlyList<ResourceView>> CreateAsync(Guid resourceId, IReadOnlyList<ViewDraft> drafts, Guid? userId, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.resource_view (id, resource_id, title, description, view_type, config, position)
            select @id, @resourceId, @Title, @Description, @ViewType, @config::jsonb, (select coalesce(max(position) + 1, 0) from catalog.resource_view where resource_id = @resourceId)
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var made = new List<ResourceView>();
        foreach (var draft in drafts)
        {
            var id = Guid.NewGuid();
            await connection.ExecuteAsync(new CommandDefinition(
                sql, new { id, resourceId, draft.Title, draft.Description, draft.ViewType, config = draft.Config.ToJsonString() }, cancellationToken: ct));
            await LogAsync(connection, ActivityTypes.NewResourceView, id, userId, ct);
            made.Add((await FindAsync(connection, id, ct))!);
        }

        await transaction.CommitAsync(ct);
        return made;
    }

    /// <summary>Replaces a view. Null when it is gone.</summary>
    public async Task<ResourceView?> UpdateAsync(Guid id, ViewDraft draft, Guid? userId, CancellationToken ct)
    {
        const string sql = """
            update catalog.resource_view set title = @Title, description = @Description, view_type = @ViewType, config = @config::jsonb where id = @id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            sql, new { id, draft.Title, draft.Description, draft.ViewType, config = draft.Config.ToJsonString() }, cancellationToken: ct));
        await LogAsync(connection, ActivityTypes.ChangedResourceView, id, userId, ct);
        var updated = await FindAsync(connection, id, ct);
        await transaction.CommitAsync(ct);
        return updated;
    }

    public async Task DeleteAsync(Guid id, Guid? userId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LogAsync(connection, ActivityTypes.DeletedResourceView, id, userId, ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from catalog.resource_view where id = @id", new { id }, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>Deletes all views, or all of some types.</summary>
    public async Task ClearAsync(IReadOnlyList<string>? types, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from catalog.resource_view where @types::text[] is null or view_type = any(@types)", new { types = types?.ToArray() }, cancellationToken: ct));
    }

    /// <summary>Puts views of a resource first, in the order given; the others follow as they were.</summary>
    /// <returns>All ids in the new order.</returns>
    public async Task<IReadOnlyList<Guid>> ReorderAsync(Guid resourceId, IReadOnlyList<Guid> order, CancellationToken ct)
    {
        const string sql = """
            update catalog.resource_view v set position = n.position
              from (select id, row_number() over (order by array_position(@order, id) nulls last, position, id) - 1 as position
                      from catalog.resource_view where resource_id = @resourceId) n
             where v.id = n.id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { resourceId, order = order.ToArray() }, cancellationToken: ct));
        return [.. (await ListAsync(connection, resourceId, ct)).Select(view => view.Id)];
    }

    private Task<int> LogAsync(NpgsqlConnection connection, string type, Guid id, Guid? userId, CancellationToken ct) =>
        ActivityLog.AddViewAsync(connection, type, id, userId, Clock.Microseconds(clock.GetUtcNow()), ct);

    private static async Task<IReadOnlyList<ResourceView>> ListAsync(NpgsqlConnection connection, Guid resourceId, CancellationToken ct) =>
        [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Select} where v.resource_id = @resourceId order by v.position, v.id", new { resourceId }, cancellationToken: ct))).Select(row => row.ToView())];

    private static async Task<ResourceView?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken ct) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Select} where v.id = @id", new { id }, cancellationToken: ct)))?.ToView();

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid ResourceId { get; init; }
        public Guid PackageId { get; init; }
        public string? Title { get; init; }
        public string? Description { get; init; }
        public string ViewType { get; init; } = "";
        public string Config { get; init; } = "{}";

        public ResourceView ToView() => new()
        {
            Id = Id, ResourceId = ResourceId, PackageId = PackageId, Title = Title, Description = Description, ViewType = ViewType,
            Config = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Config)!,
        };
    }
}
