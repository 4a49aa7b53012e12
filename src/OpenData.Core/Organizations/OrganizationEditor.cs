using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;
using OpenData.Core.Search;

namespace OpenData.Core.Organizations;

/// <summary>Makes, changes and removes organizations and groups, each in one transaction with its activity. Who may is <see cref="OrganizationAccess"/>'s question.</summary>
public sealed class OrganizationEditor(Database.Database database, IOptions<AuthOptions> options, TimeProvider clock)
{
    /// <summary>The caller becomes its admin. Returns the id.</summary>
    /// <exception cref="ValidationException">The name or id is taken, or a member does not exist.</exception>
    public async Task<Guid> CreateAsync(OrganizationChange change, bool isOrganization, Caller caller, CancellationToken ct)
    {
        const string sql = """
            insert into catalog."group" (id, name, title, description, image_url, type, is_organization, approval_status, state, extras, created)
            values (@id, @Name, @title, @description, @imageUrl, @type, @isOrganization, @approvalStatus, @state, @extras::jsonb, @now)
            """;
        var id = change.Id ?? Guid.NewGuid();
        var now = Clock.Microseconds(clock.GetUtcNow());
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await NamedAsync(() => connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            id, change.Name, title = change.Title ?? "", description = change.Description ?? "", imageUrl = change.Image?.Name ?? change.ImageUrl ?? "",
            type = change.Type ?? (isOrganization ? "organization" : "group"), isOrganization, approvalStatus = change.ApprovalStatus ?? "approved",
            state = change.State ?? "active", extras = JsonSerializer.Serialize(change.Extras ?? new Dictionary<string, string>()), now,
        }, cancellationToken: ct)));
        await MemberWriter.ReplaceAsync(connection, id, isOrganization, change, caller, ct);
        if (caller.UserId is { } creator)
            await MemberWriter.SetUserAsync(connection, id, creator, "admin", ct);
        await ActivityLog.AddGroupAsync(connection, isOrganization ? ActivityTypes.NewOrganization : ActivityTypes.NewGroup, id, caller.UserId, now, ct);
        if (change.Image is not null)
            await change.Image.AddAsync(connection, caller.UserId, ct);
        await transaction.CommitAsync(ct);
        return id;
    }

    /// <summary>Changes what is not null. A new title makes the titles in other languages void: they translate the old one.</summary>
    /// <exception cref="ValidationException">The name is taken, or a member does not exist.</exception>
    public async Task UpdateAsync(OrganizationIdentity organization, OrganizationChange change, Caller caller, CancellationToken ct)
    {
        const string sql = """
            update catalog."group" set
                name = coalesce(@Name, name), title = coalesce(@Title, title), description = coalesce(@Description, description),
                title_translated = case when @Title is null or @Title = title then title_translated else '{}' end,
                image_url = coalesce(@ImageUrl, image_url), approval_status = coalesce(@ApprovalStatus, approval_status), state = coalesce(@State, state),
                extras = coalesce(@extras::jsonb, extras)
             where id = @Id
            """;
        var now = Clock.Microseconds(clock.GetUtcNow());
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, organization, ct);
        var renamed = change.Name is { } name && name != organization.Name ? await LockPackagesAsync(connection, organization, ct) : [];
        // Those who link a dataset now have another state in mind: waited for, and seen by the trigger that takes a deleted group out of its datasets.
        if (change.State is not null)
            await connection.ExecuteAsync(new CommandDefinition(LockGroup, organization, cancellationToken: ct));
        await NamedAsync(() => connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            organization.Id, change.Name, change.Title, change.Description, ImageUrl = change.Image?.Name ?? change.ImageUrl, change.ApprovalStatus, change.State,
            extras = change.Extras is null ? null : JsonSerializer.Serialize(change.Extras),
        }, cancellationToken: ct)));
        await MemberWriter.ReplaceAsync(connection, organization.Id, organization.IsOrganization, change, caller, ct);
        await SearchIndex.RewriteAsync(connection, renamed, ct);
        await ActivityLog.AddGroupAsync(
            connection, organization.IsOrganization ? ActivityTypes.ChangedOrganization : ActivityTypes.ChangedGroup, organization.Id, caller.UserId, now, ct);
        if (change.Image is not null)
            await change.Image.AddAsync(connection, caller.UserId, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Hides it; doing so again changes nothing. Members stay, so that it can be brought back with them.</summary>
    /// <exception cref="ValidationException">It owns datasets, and the site wants every dataset to have an organization.</exception>
    public async Task DeleteAsync(OrganizationIdentity organization, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, organization, ct);
        var state = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select state from catalog.\"group\" where id = @Id for update", organization, cancellationToken: ct));
        if (state is null or "deleted")
            return;
        if (organization.IsOrganization && !options.Value.CreateUnownedDataset && await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select exists (select 1 from catalog.package where owner_org = @Id and state <> 'deleted')", organization, cancellationToken: ct)))
            throw new ValidationException(new Dictionary<string, object> { ["message"] = "Organization cannot be deleted while it still has datasets" });
        await connection.ExecuteAsync(new CommandDefinition("update catalog.\"group\" set state = 'deleted' where id = @Id", organization, cancellationToken: ct));
        await ActivityLog.AddGroupAsync(connection, organization.IsOrganization ? ActivityTypes.DeletedOrganization : ActivityTypes.DeletedGroup,
            organization.Id, caller.UserId, Clock.Microseconds(clock.GetUtcNow()), ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Removes it with its memberships; its datasets stay and have no organization.</summary>
    public async Task PurgeAsync(OrganizationIdentity organization, CancellationToken ct)
    {
        const string sql = """
            update catalog.package set owner_org = null, metadata_modified = @now where owner_org = @Id;
            delete from catalog.package_group where group_id = @Id;
            delete from catalog.follower where object_id = @Id;
            delete from catalog."group" where id = @Id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, organization, ct);
        var packages = await LockPackagesAsync(connection, organization, ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { organization.Id, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
        await SearchIndex.RewriteAsync(connection, packages, ct);
        await transaction.CommitAsync(ct);
    }

    private const string LockGroup = "select 1 from catalog.\"group\" where id = @Id for update";

    /// <summary>One change of an organization or group at a time: each takes locks of datasets before or after its own row.</summary>
    private static Task<int> LockAsync(NpgsqlConnection connection, OrganizationIdentity organization, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(hashtextextended('group ' || @Id, 0))", organization, cancellationToken: ct));

    /// <summary>Datasets that are found by its name, locked with it.</summary>
    private static Task<IReadOnlyCollection<Guid>> LockPackagesAsync(NpgsqlConnection connection, OrganizationIdentity organization, CancellationToken ct) => SearchIndex.LockAsync(
        connection, "p.owner_org = @Id or p.id = any(array(select pg.package_id from catalog.package_group pg where pg.group_id = @Id))", LockGroup, organization, ct);

    /// <summary>The unique indexes are the check: two callers who take one name at once cannot both have it.</summary>
    private static async Task NamedAsync(Func<Task<int>> write)
    {
        try
        {
            await write();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw e.ConstraintName == "group_pkey"
                ? new ValidationException("id", "Group id already exists")
                : new ValidationException("name", "Group name already exists in database");
        }
    }
}
