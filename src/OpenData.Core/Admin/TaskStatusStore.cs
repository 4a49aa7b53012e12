using Dapper;
using OpenData.Core.Access;

namespace OpenData.Core.Admin;

/// <summary>States of loaders' tasks: one for each entity, task type and key.</summary>
public sealed class TaskStatusStore(Database.Database database)
{
    private const string Columns = "id, entity_id, entity_type, task_type, key, value, state, error, last_updated";

    /// <summary>Writes them all or none.</summary>
    /// <returns>As stored, with the ids that they have had before.</returns>
    public async Task<IReadOnlyList<LoaderTask>> SaveAsync(IReadOnlyList<LoaderTask> tasks, CancellationToken ct)
    {
        const string sql = $"""
            insert into catalog.task_status ({Columns})
            values (@Id, @EntityId, @EntityType, @TaskType, @Key, @Value, @State, @Error, @LastUpdated)
            on conflict (entity_id, task_type, key) do update set
                entity_type = excluded.entity_type, value = excluded.value, state = excluded.state, error = excluded.error, last_updated = excluded.last_updated
            returning {Columns}
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var saved = new List<LoaderTask>();
        foreach (var task in tasks)
            saved.Add(await connection.QuerySingleAsync<LoaderTask>(new CommandDefinition(sql, task, cancellationToken: ct)));
        await transaction.CommitAsync(ct);
        return saved;
    }

    /// <summary>The task of that id, or null.</summary>
    public async Task<LoaderTask?> FindAsync(string id, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var guid))
            return null;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<LoaderTask>(new CommandDefinition(
            $"select {Columns} from catalog.task_status where id = @guid", new { guid }, cancellationToken: ct));
    }

    /// <summary>The task of an entity, or null.</summary>
    public async Task<LoaderTask?> FindAsync(string entityId, string taskType, string key, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<LoaderTask>(new CommandDefinition(
            $"select {Columns} from catalog.task_status where entity_id = @entityId and task_type = @taskType and key = @key", new { entityId, taskType, key }, cancellationToken: ct));
    }

    /// <summary>Whether the entity is a dataset, or a resource of one, that the caller may not read. An entity that is nothing of ours is everybody's.</summary>
    public async Task<bool> IsHiddenAsync(string entityId, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select exists (select 1 from catalog.package p
                            where (p.id = @id or p.id = (select package_id from catalog.resource where id = @id)) and not {PackageAccess.ReadableSql})
            """;
        if (!Guid.TryParseExact(entityId, "D", out var id))
            return false;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { id }), cancellationToken: ct));
    }

    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from catalog.task_status where id = @id", new { id }, cancellationToken: ct));
    }
}
