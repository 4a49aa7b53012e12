using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Errors;

namespace Catalog.Api.Activities;

/// <summary>Whose activities are asked for, by id or name.</summary>
internal sealed class ActivitySubjects(Database database, IOptions<AuthOptions> auth)
{
    /// <exception cref="NotFoundException">No such group, or an organization where a group is due.</exception>
    /// <exception cref="NotAuthorizedException">It is deleted and not for this caller.</exception>
    public async Task<Guid> RequireGroupAsync(string idOrName, bool isOrganization, Caller caller, CancellationToken ct)
    {
        const string sql = """
            select id, state from catalog."group"
             where (id = @id or name = @idOrName) and is_organization = @isOrganization order by id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var (id, state) = await connection.QuerySingleOrDefaultAsync<(Guid, string?)>(new CommandDefinition(sql, new { id = AsId(idOrName), idOrName, isOrganization }, cancellationToken: ct));
        if (state is null)
            throw new NotFoundException();
        return state == "active" || caller.Has(Role.Member, id) ? id : throw new NotAuthorizedException($"User {caller.Name} not authorized to read group {id}");
    }

    /// <exception cref="NotFoundException">No such user.</exception>
    /// <exception cref="NotAuthorizedException">Users are not public here, and the caller is a stranger.</exception>
    public async Task<Guid> RequireUserAsync(string idOrName, Caller caller, CancellationToken ct)
    {
        if (!auth.Value.PublicUserDetails && caller.IsAnonymous)
            throw new NotAuthorizedException();
        return await FindUserAsync(idOrName, ct) ?? throw new NotFoundException();
    }

    /// <summary>The id of a user in any state, or null.</summary>
    public async Task<Guid?> FindUserAsync(string idOrName, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "select id from catalog.\"user\" where id = @id or name = @idOrName order by id = @id desc nulls last limit 1", new { id = AsId(idOrName), idOrName }, cancellationToken: ct));
    }

    private static Guid? AsId(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;
}
