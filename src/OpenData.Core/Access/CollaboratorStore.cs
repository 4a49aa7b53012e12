using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Errors;

namespace OpenData.Core.Access;

/// <summary>Rights of single users on single datasets, where the site has them (contract 2.12).</summary>
public sealed class CollaboratorStore(Database.Database database, IOptions<AuthOptions> options, TimeProvider clock)
{
    /// <summary>Capacities that the site lets collaborators have.</summary>
    public IReadOnlyList<string> Capacities => options.Value.AllowAdminCollaborators ? ["admin", "editor", "member"] : ["editor", "member"];

    /// <exception cref="ValidationException">The site has no collaborators.</exception>
    public void RequireEnabled()
    {
        if (!options.Value.AllowDatasetCollaborators)
            throw new ValidationException(new Dictionary<string, object> { ["message"] = "Dataset collaborators not enabled" });
    }

    /// <summary>Admins of the organization, collaborators who are admins where the site has such, sysadmins.</summary>
    /// <exception cref="NotAuthorizedException">Anybody else.</exception>
    public void RequireManage(ReadablePackage package, Caller caller)
    {
        var may = caller.IsSysadmin
            || (package.OwnerOrg is { } owner && caller.Has(Role.Admin, owner))
            || (options.Value.AllowAdminCollaborators && caller.Collaborations.TryGetValue(package.Id, out var role) && role == Role.Admin);
        if (!may)
            throw new NotAuthorizedException($"User {caller.Name} not authorized to manage collaborators on this dataset");
    }

    /// <summary>Gives or changes the rights.</summary>
    public async Task<Collaborator> SetAsync(Guid packageId, Guid userId, string capacity, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.package_collaborator (package_id, user_id, capacity, modified) values (@packageId, @userId, @capacity, @now)
            on conflict (package_id, user_id) do update set capacity = excluded.capacity, modified = excluded.modified
            returning package_id, user_id, capacity, modified
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<Collaborator>(new CommandDefinition(
            sql, new { packageId, userId, capacity, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
    }

    /// <returns>False when there was nothing to take away.</returns>
    public async Task<bool> RemoveAsync(Guid packageId, Guid userId, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from catalog.package_collaborator where package_id = @packageId and user_id = @userId", new { packageId, userId }, cancellationToken: ct)) > 0;
    }

    /// <summary>Of one dataset, or of one user; the oldest first.</summary>
    public async Task<IReadOnlyList<Collaborator>> ListAsync(Guid? packageId, Guid? userId, string? capacity, CancellationToken ct)
    {
        const string sql = """
            select package_id, user_id, capacity, modified from catalog.package_collaborator
             where (@packageId::uuid is null or package_id = @packageId) and (@userId::uuid is null or user_id = @userId) and (@capacity::text is null or capacity = @capacity)
             order by modified, package_id, user_id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Collaborator>(new CommandDefinition(sql, new { packageId, userId, capacity }, cancellationToken: ct))];
    }
}
