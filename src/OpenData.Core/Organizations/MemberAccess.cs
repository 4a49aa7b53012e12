using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace OpenData.Core.Organizations;

/// <summary>Who may change the members of an organization or group (contract 2.12, 3.5): its admins; datasets are put into a group by any member of it.</summary>
public sealed class MemberAccess(Database.Database database)
{
    /// <exception cref="NotAuthorizedException">Somebody else, or an admin who gives up being one.</exception>
    public static void RequireChange(OrganizationIdentity group, MemberObject member, Caller caller)
    {
        var needed = member.Type == "package" ? Role.Member : Role.Admin;
        if (!caller.Has(needed, group.Id))
            throw new NotAuthorizedException($"User {caller.Name} not authorized to edit {group.Kind} {group.Id}");
    }

    /// <summary>An admin cannot make an organization ownerless by mistake.</summary>
    /// <exception cref="NotAuthorizedException">The caller is an admin of the group and would no longer be.</exception>
    public static void RequireStaysAdmin(OrganizationIdentity group, MemberObject member, string capacity, Caller caller)
    {
        if (member.Type == "user" && member.Id == caller.UserId && !caller.IsSysadmin && caller.Has(Role.Admin, group.Id) && capacity != "admin")
            throw new NotAuthorizedException("Administrators cannot revoke their own admin status");
    }

    /// <summary>What a caller names as a member.</summary>
    /// <param name="type"><c>user</c>, <c>package</c> or <c>group</c>.</param>
    /// <param name="idOrName">As sent.</param>
    /// <param name="caller">Datasets that they may not read do not exist for them.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ValidationException">Another type.</exception>
    public async Task<MemberObject> GetObjectAsync(string type, string idOrName, Caller caller, CancellationToken ct) =>
        await FindObjectAsync(type, idOrName, caller, ct) ?? throw new NotFoundException($"{Title(type)} was not found.");

    /// <inheritdoc cref="GetObjectAsync"/>
    public async Task<MemberObject?> FindObjectAsync(string type, string idOrName, Caller caller, CancellationToken ct)
    {
        var sql = type switch
        {
            "user" => """select o.id from catalog."user" o where (o.id = @id or o.name = @idOrName) and o.state = 'active' order by o.id = @id desc nulls last limit 1""",
            "group" => """select o.id from catalog."group" o where o.id = @id or o.name = @idOrName order by o.id = @id desc nulls last limit 1""",
            "package" => $"select p.id from catalog.package p where (p.id = @id or p.name = @idOrName) and {PackageAccess.ReadableSql} order by p.id = @id desc nulls last limit 1",
            _ => throw new ValidationException(new Dictionary<string, object> { ["message"] = $"{Title(type)} isn't a valid model" }),
        };
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            sql, PackageAccess.Parameters(caller, new { id = Ids.Read(idOrName), idOrName }), cancellationToken: ct));
        return found is { } id ? new MemberObject(type, id) : null;
    }

    /// <summary>The first letter large, as Python's <c>title()</c> does to one word.</summary>
    private static string Title(string type) => type.Length == 0 ? type : $"{char.ToUpperInvariant(type[0])}{type[1..].ToLowerInvariant()}";
}

/// <summary>What is, or is to be, in a group.</summary>
/// <param name="Type"><c>user</c>, <c>package</c> or <c>group</c>.</param>
/// <param name="Id">Of the object.</param>
public sealed record MemberObject(string Type, Guid Id);
