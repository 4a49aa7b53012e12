using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace OpenData.Core.Organizations;

/// <summary>What must be known of an organization or group to decide who may do what with it.</summary>
public sealed record OrganizationIdentity
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";
    public bool IsOrganization { get; init; }
    public string State { get; init; } = "";

    /// <summary>The word in CKAN's texts: <c>edit organization {id}</c>.</summary>
    public string Kind => IsOrganization ? "organization" : "group";
}

/// <summary>Who may make, read, edit and delete organizations and groups (contract 2.12); texts are those of contract 1.7.</summary>
public sealed class OrganizationAccess(Database.Database database, IOptions<AuthOptions> options)
{
    /// <summary>The organization or group in any state, or null. An id wins over an equal name.</summary>
    /// <param name="idOrName">As sent.</param>
    /// <param name="isOrganization">Null = either kind.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<OrganizationIdentity?> FindAsync(string idOrName, bool? isOrganization, CancellationToken ct)
    {
        const string sql = """
            select id, name, type, is_organization, state from catalog."group"
             where (id = @id or name = @idOrName) and (@isOrganization::boolean is null or is_organization = @isOrganization)
             order by id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);   // what was just made is asked for at once
        return await connection.QuerySingleOrDefaultAsync<OrganizationIdentity>(
            new CommandDefinition(sql, new { id = Ids.Read(idOrName), idOrName, isOrganization }, cancellationToken: ct));
    }

    /// <summary>Active ones everybody; deleted ones only their members and sysadmins.</summary>
    /// <exception cref="NotFoundException">None, or of the other kind.</exception>
    /// <exception cref="NotAuthorizedException">It is deleted.</exception>
    public async Task<OrganizationIdentity> RequireReadAsync(string idOrName, bool? isOrganization, Caller caller, CancellationToken ct)
    {
        var found = await FindAsync(idOrName, isOrganization, ct) ?? throw new NotFoundException();
        return found.State == "active" || caller.Has(Role.Member, found.Id)
            ? found
            : throw new NotAuthorizedException($"User {caller.Name} not authorized to read group {found.Id}");
    }

    /// <summary>Its admins and sysadmins.</summary>
    /// <exception cref="NotAuthorizedException">Anybody else.</exception>
    public static void RequireEdit(OrganizationIdentity organization, Caller caller)
    {
        if (!caller.Has(Role.Admin, organization.Id))
            throw new NotAuthorizedException($"User {caller.Name} not authorized to edit {organization.Kind} {organization.Id}");
    }

    /// <summary>Its admins, where the site lets them, and sysadmins.</summary>
    /// <exception cref="NotAuthorizedException">Anybody else.</exception>
    public void RequireDelete(OrganizationIdentity organization, Caller caller)
    {
        var admins = organization.IsOrganization ? options.Value.UserDeleteOrganizations : options.Value.UserDeleteGroups;
        if (!caller.IsSysadmin && !(admins && caller.Has(Role.Admin, organization.Id)))
            throw new NotAuthorizedException($"User {caller.Name} not authorized to delete {organization.Kind} {organization.Id}");
    }

    /// <summary>Users, where the site lets them, and sysadmins.</summary>
    /// <exception cref="NotAuthorizedException">Anybody else.</exception>
    public void RequireCreate(bool isOrganization, Caller caller)
    {
        var users = isOrganization ? options.Value.UserCreateOrganizations : options.Value.UserCreateGroups;
        if (!caller.IsSysadmin && (caller.IsAnonymous || !users))
            throw new NotAuthorizedException($"User {(caller.IsAnonymous ? "None" : caller.Name)} not authorized to create {(isOrganization ? "organizations" : "groups")}");
    }
}
