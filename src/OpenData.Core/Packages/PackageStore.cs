using Dapper;
using Npgsql;
using OpenData.Core.Activities;
using OpenData.Core.Errors;

namespace OpenData.Core.Packages;

/// <summary>Reads datasets as CKAN shows them and writes them as a whole. Who may read is <see cref="Access.PackageAccess"/>'s question.</summary>
public sealed class PackageStore(Database.Database database, ISiteAddress site, TimeProvider clock)
{
    /// <summary>The dataset with its active resources in their order, in any state, or null. An id wins over an equal name.</summary>
    public async Task<Package?> FindAsync(string idOrName, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = Guid.TryParseExact(idOrName, "D", out var id) ? (await ReadAsync(connection, "p.id = @id", new { id }, ct)).SingleOrDefault() : null;
        row ??= (await ReadAsync(connection, "p.name = @idOrName", new { idOrName }, ct)).SingleOrDefault();
        return row?.ToPackage(site.Url);
    }

    /// <summary>The datasets of those ids in the order given; ids without a dataset are left out.</summary>
    public async Task<IReadOnlyList<Package>> ListAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = (await ReadAsync(connection, "p.id = any(@ids)", new { ids = ids.ToArray() }, ct)).ToDictionary(row => row.Id);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id].ToPackage(site.Url))];
    }

    /// <summary>Names of active public datasets, by name; <paramref name="limit"/> 0 = all (contract 3.3).</summary>
    public async Task<IReadOnlyList<string>> ListNamesAsync(long limit, long offset, CancellationToken ct)
    {
        const string sql = """
            select name from catalog.package where state = 'active' and not private
             order by name collate "C" limit nullif(@limit, 0) offset @offset
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { limit, offset }, cancellationToken: ct))];
    }

    /// <summary>Ids of active public datasets, the last modified first.</summary>
    public async Task<IReadOnlyList<Guid>> ListNewestAsync(int limit, long offset, CancellationToken ct)
    {
        const string sql = """
            select p.id from catalog.package_index p where p.state = 'active' and not p.private
             order by p.metadata_modified desc, p.id limit @limit offset @offset
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(sql, new { limit, offset }, cancellationToken: ct))];
    }

    /// <summary>
    /// Writes a dataset with its tags, groups, resources and search words in one transaction. Found by its name, it keeps its id, and its resources keep
    /// theirs by name. Writing what is stored already changes nothing, so that harvesters do not fetch it again.
    /// </summary>
    /// <exception cref="ValidationException">The organization or a group does not exist, or two resources have one name.</exception>
    public async Task<SavedPackage> SaveAsync(PackageDraft draft, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = Clock.Microseconds(clock.GetUtcNow());
        // Two writers of one name wait for each other here; a new name has no row to lock.
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtextextended('package ' || @Name, 0))", draft, cancellationToken: ct));

        var stored = await PackageContentRow.LockAsync(connection, draft.Name, ct);
        var content = await DraftContent.OfAsync(connection, draft, stored?.Content, now, ct);
        var isChanged = stored is null || PackageContentRow.Fingerprint(content) != PackageContentRow.Fingerprint(stored.Content);
        if (isChanged)
        {
            var row = await PackageWriter.WriteAsync(connection, content, stored?.Content, new PackageNames(draft.OwnerOrg, draft.Groups), new PackageTimes(now), ct);
            var type = stored is null ? ActivityTypes.NewPackage : draft.State == "deleted" ? ActivityTypes.DeletedPackage : ActivityTypes.ChangedPackage;
            await ActivityLog.AddPackageAsync(connection, type, row.ToPackage(site: ""), draft.CreatorUserId, now, ct);
        }

        await transaction.CommitAsync(ct);
        return new SavedPackage
        {
            Id = content.Id, Name = content.Name, Changed = isChanged, Resources = [.. content.Resources.Select(resource => new SavedResource(resource.Id, resource.Name!, resource.TableNo))],
        };
    }

    private static Task<IEnumerable<PackageRow>> ReadAsync(NpgsqlConnection connection, string where, object parameters, CancellationToken ct) =>
        connection.QueryAsync<PackageRow>(new CommandDefinition($"{PackageRow.Select} where {where}", parameters, cancellationToken: ct));
}
