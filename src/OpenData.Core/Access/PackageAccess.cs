using Dapper;
using OpenData.Core.Errors;

namespace OpenData.Core.Access;

/// <summary>What is known of a dataset once the caller may read it.</summary>
public sealed record ReadablePackage
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required int CurrentVersion { get; init; }
}

/// <summary>What is known of a resource once the caller may read it.</summary>
public sealed record ReadableResource
{
    public required Guid Id { get; init; }

    public required ReadablePackage Package { get; init; }

    /// <summary>Number of its row table, or null when no source feeds it.</summary>
    public int? TableNo { get; init; }
}

/// <summary>
/// Who may read which dataset. The one rule for show, search, datastore, dumps, downloads and old versions (security rule 23): public active datasets
/// everybody; private, draft and deleted ones sysadmins; a draft without organization also who made it (contract 2.5).
/// </summary>
public sealed class PackageAccess(Database.Database database)
{
    /// <summary>The same rule as a condition on <c>catalog.package p</c>, with the caller's id as <c>@callerId</c> and rank as <c>@callerIsSysadmin</c>.</summary>
    public const string ReadableSql =
        "(@callerIsSysadmin or (p.state = 'active' and not p.private) or (p.state = 'draft' and p.owner_org is null and p.creator_user_id = @callerId))";

    /// <exception cref="NotFoundException">No such dataset.</exception>
    /// <exception cref="NotAuthorizedException">It exists and is not for this caller.</exception>
    public async Task<ReadablePackage> RequireReadAsync(string idOrName, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select p.id, p.name, p.current_version, {ReadableSql} as is_readable
              from catalog.package p
             where p.id = @id or p.name = @idOrName
             order by p.id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            sql, new { id = AsId(idOrName), idOrName, callerId = caller.UserId, callerIsSysadmin = caller.IsSysadmin }, cancellationToken: ct))
            ?? throw new NotFoundException();
        return row.IsReadable ? row.ToPackage() : throw new NotAuthorizedException($"User {caller.Name} not authorized to read package {row.Id}");
    }

    /// <summary>An active resource, by id only (contract 2.1), through its dataset's rule; with <paramref name="removed"/> also one that only older versions have.</summary>
    /// <exception cref="NotFoundException">No such resource; the text is <paramref name="missing"/>.</exception>
    /// <exception cref="NotAuthorizedException">It exists and is not for this caller.</exception>
    public async Task<ReadableResource> RequireReadResourceAsync(string resourceId, Caller caller, CancellationToken ct, string missing = "Resource was not found.", bool removed = false)
    {
        const string sql = $"""
            select p.id, p.name, p.current_version, {ReadableSql} as is_readable, r.id as resource_id, r.table_no
              from catalog.resource r join catalog.package p on p.id = r.package_id
             where r.id = @id and (r.state = 'active' or (@removed and r.table_no is not null))
            """;
        if (AsId(resourceId) is not { } id)
            throw new NotFoundException(missing);
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            sql, new { id, removed, callerId = caller.UserId, callerIsSysadmin = caller.IsSysadmin }, cancellationToken: ct)) ?? throw new NotFoundException(missing);
        return row.IsReadable
            ? new ReadableResource { Id = row.ResourceId, Package = row.ToPackage(), TableNo = row.TableNo }
            : throw new NotAuthorizedException($"User {caller.Name} not authorized to read resource {row.ResourceId}");
    }

    private static Guid? AsId(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public int CurrentVersion { get; init; }
        public bool IsReadable { get; init; }
        public Guid ResourceId { get; init; }
        public int? TableNo { get; init; }

        public ReadablePackage ToPackage() => new() { Id = Id, Name = Name, CurrentVersion = CurrentVersion };
    }
}
