using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Errors;

namespace OpenData.Core.Access;

/// <summary>What is known of a dataset once the caller may read it.</summary>
public sealed record ReadablePackage
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public Guid? OwnerOrg { get; init; }
    public required int CurrentVersion { get; init; }
}

/// <summary>What is known of a resource once the caller may read it.</summary>
public sealed record ReadableResource
{
    public required Guid Id { get; init; }

    public required ReadablePackage Package { get; init; }
}

/// <summary>
/// Who may read and edit which dataset. The one rule for show, search, datastore, dumps, downloads and old versions (security rule 23). Public active
/// datasets: everybody. Private, draft and deleted ones: sysadmins, every member of the organization, collaborators; without organization, private ones
/// and drafts also who made them (contract 2.5).
/// </summary>
public sealed class PackageAccess(Database.Database database, IOptions<AuthOptions> options)
{
    /// <summary>The reading rule as a condition on <c>catalog.package p</c>, with the parameters of <see cref="Parameters"/>.</summary>
    public const string ReadableSql = """
        (@callerIsSysadmin or (p.state = 'active' and not p.private) or p.owner_org = any(@callerOrgs) or p.id = any(@callerPackages)
         or (p.owner_org is null and p.state <> 'deleted' and p.creator_user_id = @callerId))
        """;

    /// <summary>The same with numbered places, from <paramref name="first"/> on: whether a sysadmin, organizations, packages, id.</summary>
    internal static string ReadableByPlace(int first) => new[] { "@callerIsSysadmin", "@callerOrgs", "@callerPackages", "@callerId" }
        .Select((name, i) => (Name: name, Place: string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${first + i}")))
        .Aggregate(ReadableSql, (sql, one) => sql.Replace(one.Name, one.Place, StringComparison.Ordinal));

    /// <summary>Who the caller is, for statements with <see cref="ReadableSql"/>; with more values of the statement's own.</summary>
    public static DynamicParameters Parameters(Caller caller, object? more = null)
    {
        var parameters = new DynamicParameters(more);
        parameters.Add("callerId", caller.UserId);
        parameters.Add("callerIsSysadmin", caller.IsSysadmin);
        parameters.Add("callerOrgs", caller.Roles.Keys.ToArray());
        parameters.Add("callerPackages", caller.Collaborations.Keys.ToArray());
        return parameters;
    }

    /// <exception cref="NotFoundException">No such dataset; the text is <paramref name="missing"/>.</exception>
    /// <exception cref="NotAuthorizedException">It exists and is not for this caller.</exception>
    public async Task<ReadablePackage> RequireReadAsync(string idOrName, Caller caller, CancellationToken ct, string? missing = null)
    {
        var row = await FindAsync(idOrName, caller, ct) ?? throw new NotFoundException(missing);
        return row.IsReadable ? row.ToPackage() : throw new NotAuthorizedException($"User {caller.Name} not authorized to read package {row.Id}");
    }

    /// <summary>A dataset in any state, whoever asks: for actions of sysadmins, which tell what does not exist before they refuse (contract 2.12).</summary>
    /// <exception cref="NotFoundException">No such dataset; the text is <paramref name="missing"/>.</exception>
    public async Task<ReadablePackage> GetAsync(string idOrName, CancellationToken ct, string? missing = null) =>
        (await FindAsync(idOrName, Caller.Anonymous, ct) ?? throw new NotFoundException(missing)).ToPackage();

    /// <summary>
    /// Editors of its organization, editing collaborators, sysadmins; a dataset without organization every user who may read it, where the site allows such
    /// ones (contract 2.12): somebody else's draft and what was deleted is not shown by editing it.
    /// </summary>
    /// <param name="missing">What a dataset that does not exist is reported with; null = plain "Not found".</param>
    /// <param name="denied">What a refusal says after the caller's name; null = that the package may not be edited.</param>
    /// <exception cref="NotFoundException">No such dataset.</exception>
    /// <exception cref="NotAuthorizedException">It exists and is not for this caller to edit.</exception>
    public async Task<ReadablePackage> RequireEditAsync(string idOrName, Caller caller, CancellationToken ct, string? missing = null, string? denied = null)
    {
        var row = await FindAsync(idOrName, caller, ct) ?? throw new NotFoundException(missing);
        return MayEdit(row, caller) ? row.ToPackage() : throw new NotAuthorizedException($"User {caller.Name} not authorized to {denied ?? $"edit package {row.Id}"}");
    }

    /// <summary>
    /// For what cannot be undone and takes data from everybody: admins of its organization and sysadmins; a dataset without organization only these. Ours, like the
    /// actions that ask it: CKAN has no versions.
    /// </summary>
    /// <exception cref="NotFoundException">No such dataset.</exception>
    /// <exception cref="NotAuthorizedException">It exists and is not for this caller to decide about.</exception>
    public async Task<ReadablePackage> RequireOverseeAsync(string idOrName, Caller caller, CancellationToken ct)
    {
        var row = await FindAsync(idOrName, caller, ct) ?? throw new NotFoundException();
        return caller.IsSysadmin || (row.OwnerOrg is { } owner && caller.Has(Role.Admin, owner))
            ? row.ToPackage()
            : throw new NotAuthorizedException($"User {caller.Name} not authorized to take data out of package {row.Id}");
    }

    /// <summary>An active resource, by id only (contract 2.1), through its dataset's rule; with <paramref name="removed"/> also one that only older versions have.</summary>
    /// <exception cref="NotFoundException">No such resource; the text is <paramref name="missing"/>.</exception>
    /// <exception cref="NotAuthorizedException">It exists and is not for this caller.</exception>
    public async Task<ReadableResource> RequireReadResourceAsync(string resourceId, Caller caller, CancellationToken ct, string? missing = "Resource was not found.", bool removed = false)
    {
        var row = await FindResourceAsync(resourceId, caller, removed, ct) ?? throw new NotFoundException(missing);
        return row.IsReadable ? row.ToResource() : throw new NotAuthorizedException($"User {caller.Name} not authorized to read resource {row.ResourceId}");
    }

    /// <summary>An active resource whose dataset the caller may edit; with <paramref name="anyState"/> also a deleted one.</summary>
    /// <exception cref="NotFoundException">No such resource; the text is <paramref name="missing"/>.</exception>
    /// <exception cref="NotAuthorizedException">It exists and is not for this caller to <paramref name="verb"/>.</exception>
    public async Task<ReadableResource> RequireEditResourceAsync(
        string resourceId, Caller caller, CancellationToken ct, string? missing = "Resource was not found.", string verb = "edit", bool anyState = false)
    {
        var row = await FindResourceAsync(resourceId, caller, removed: false, ct, anyState) ?? throw new NotFoundException(missing);
        return MayEdit(row, caller) ? row.ToResource() : throw new NotAuthorizedException($"User {caller.Name} not authorized to {verb} resource {row.ResourceId}");
    }

    /// <summary>The rule of <see cref="RequireEditAsync"/> for a dataset that the caller has been found to be a reader of.</summary>
    public bool MayEdit(ReadablePackage package, Caller caller) =>
        caller.IsSysadmin
        || (package.OwnerOrg is { } owner ? caller.Has(Role.Editor, owner) : options.Value.CreateUnownedDataset && !caller.IsAnonymous)
        || (caller.Collaborations.TryGetValue(package.Id, out var role) && role >= Role.Editor);

    private bool MayEdit(Row row, Caller caller) => row.IsReadable && MayEdit(row.ToPackage(), caller);

    private async Task<Row?> FindAsync(string idOrName, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select p.id, p.name, p.owner_org, p.current_version, {ReadableSql} as is_readable
              from catalog.package p
             where p.id = @id or p.name = @idOrName
             order by p.id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(sql, Parameters(caller, new { id = AsId(idOrName), idOrName }), cancellationToken: ct));
    }

    private async Task<Row?> FindResourceAsync(string resourceId, Caller caller, bool removed, CancellationToken ct, bool anyState = false)
    {
        const string sql = $"""
            select p.id, p.name, p.owner_org, p.current_version, {ReadableSql} as is_readable, r.id as resource_id
              from catalog.resource r join catalog.package p on p.id = r.package_id
             where r.id = @id and (r.state = 'active' or @anyState or (@removed and exists (select 1 from ver.resource_version v where v.resource_id = r.id)))
            """;
        if (AsId(resourceId) is not { } id)
            return null;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(sql, Parameters(caller, new { id, removed, anyState }), cancellationToken: ct));
    }

    private static Guid? AsId(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public Guid? OwnerOrg { get; init; }
        public int CurrentVersion { get; init; }
        public bool IsReadable { get; init; }
        public Guid ResourceId { get; init; }

        public ReadablePackage ToPackage() => new() { Id = Id, Name = Name, OwnerOrg = OwnerOrg, CurrentVersion = CurrentVersion };

        public ReadableResource ToResource() => new() { Id = ResourceId, Package = ToPackage() };
    }
}
