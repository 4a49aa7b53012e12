using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions;

/// <summary>Resolves version requests to <see cref="VersionBound"/>s and lists versions.</summary>
public sealed class VersionStore(Database.Database database, KnownBounds? known = null)
{
    /// <summary>
    /// The resource at the requested version, resolved in one statement. Null when no resource of that version has that id or it has no published table.
    /// Whether the caller may read it is the caller's question to ask first.
    /// </summary>
    /// <exception cref="NotFoundException">No such version, or none at that time.</exception>
    /// <exception cref="GoneException">The version was withdrawn, expired or folded into the one of its day.</exception>
    public async Task<VersionBound?> FindBoundAsync(Guid resourceId, VersionRequest request, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<BoundRow>(new CommandDefinition(
            $"{BoundQuery.Sql(request)} and r.id = @resourceId", new { resourceId, version = request.Version, asOf = request.AsOf, isPinned = request.IsPinned }, cancellationToken: ct));
        if (row is null)
            return null;
        if (row.V is null && request.Version is { } version)
            await Gathering.RefuseFoldedAsync(connection, row.PackageId, version, ct);
        if (row.V is null || row.Fields is null)
            return request.IsPinned ? throw new NotFoundException(BoundQuery.Missing(request)) : null;
        var at = row.ToBound();
        known?.Keep(request, at, row.Stamp);
        return at;
    }

    /// <summary>
    /// The resource at its current version for a caller, both asked in one statement. Null when there is none or this caller may not read it: then ask
    /// <see cref="PackageAccess"/>, which knows what to say.
    /// </summary>
    /// <exception cref="GoneException">The version was withdrawn, expired or folded into the one of its day.</exception>
    public async Task<VersionBound?> FindCurrentAsync(Guid resourceId, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<BoundRow>(new CommandDefinition(
            $"{BoundQuery.Sql(VersionRequest.Current, $"{PackageAccess.ReadableSql} as is_readable, ")} and r.id = @resourceId and r.state = 'active'",
            PackageAccess.Parameters(caller, new { resourceId, version = (int?)null, isPinned = false }), cancellationToken: ct));
        if (row is not { IsReadable: true, V: not null, Fields: not null })
            return null;
        var at = row.ToBound();
        known?.Keep(VersionRequest.Current, at, row.Stamp);
        return at;
    }

    /// <summary>
    /// Every resource of a dataset that has rows at the requested version, in its order: one statement, so all of them at the same version. Empty when
    /// nothing is published.
    /// </summary>
    /// <exception cref="NotFoundException">No such version, or none at that time.</exception>
    /// <exception cref="GoneException">The version was withdrawn, expired or folded into the one of its day.</exception>
    public async Task<IReadOnlyList<VersionBound>> FindBoundsAsync(Guid packageId, VersionRequest request, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<BoundRow>(new CommandDefinition(
            $"{BoundQuery.Sql(request)} and r.package_id = @packageId order by r.position",
            new { packageId, version = request.Version, asOf = request.AsOf, isPinned = request.IsPinned }, cancellationToken: ct))).ToList();
        if (request.Version is { } version && rows.All(row => row.V is null))
            await Gathering.RefuseFoldedAsync(connection, packageId, version, ct);
        if (request.IsPinned && rows.Count > 0 && rows.All(row => row.V is null))
            throw new NotFoundException(BoundQuery.Missing(request));
        return [.. rows.Where(row => row.V is not null && row.Fields is not null).Select(row => row.ToBound())];
    }

    /// <summary>Versions that one list has at most: a table that clients write every minute has half a million of them.</summary>
    public const int MostListed = 1_000;

    /// <summary>A page of a dataset's versions, newest first, with the changes of each resource: the page is found by an index alone. Of the writes of a day that were gathered it has the last.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> ListAsync(Guid packageId, CancellationToken ct, int limit = MostListed, int offset = 0)
    {
        const string sql = "select v from ver.dataset_version where package_id = @packageId and gathered_at is null order by v desc limit @limit offset @offset";
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var numbers = await connection.QueryAsync<int>(new CommandDefinition(sql, new { packageId, limit = Math.Min(limit, MostListed), offset }, cancellationToken: ct));
        return await VersionRows.ReadAsync(connection, packageId, [.. numbers], ct);
    }

    /// <summary>One version of a dataset, or null.</summary>
    /// <exception cref="GoneException">It was folded into the one of its day.</exception>
    public async Task<DatasetVersion?> FindAsync(Guid packageId, int version, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        if ((await VersionRows.ReadAsync(connection, packageId, [version], ct)).SingleOrDefault() is { } found)
            return found;
        await Gathering.RefuseFoldedAsync(connection, packageId, version, ct);
        return null;
    }

    /// <summary>The first, the last and those before and after a version by the time that each is of, as far as they can be read; null where there is none.</summary>
    public async Task<VersionsByTime> FindByTimeAsync(VersionBound at, CancellationToken ct)
    {
        const string of = "from ver.dataset_version d where d.package_id = @PackageId and d.state = 'published'";
        const string sql = $"""
            (select 0 as place, d.v, {BoundQuery.Time} as time {of} order by {BoundQuery.Time}, d.v limit 1) union all
            (select 1, d.v, {BoundQuery.Time} {of} order by {BoundQuery.Time} desc, d.v desc limit 1) union all
            (select 2, d.v, {BoundQuery.Time} {of} and ({BoundQuery.Time}, d.v) < (@Time, @Version) order by {BoundQuery.Time} desc, d.v desc limit 1) union all
            (select 3, d.v, {BoundQuery.Time} {of} and ({BoundQuery.Time}, d.v) > (@Time, @Version) order by {BoundQuery.Time}, d.v limit 1)
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<(int Place, int V, DateTime Time)>(new CommandDefinition(sql, new { at.PackageId, at.Time, at.Version }, cancellationToken: ct))).ToList();
        return new VersionsByTime(Find(0), Find(1), Find(2), Find(3));

        VersionTime? Find(int place) => rows.Where(row => row.Place == place).Select(row => (VersionTime?)new VersionTime(row.V, new DateTimeOffset(row.Time))).FirstOrDefault();
    }

    /// <summary>The number that stands before one in the list; 0 = none.</summary>
    public async Task<int> FindListedBeforeAsync(Guid packageId, int version, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select coalesce(max(v), 0) from ver.dataset_version where package_id = @packageId and v < @version and gathered_at is null", new { packageId, version }, cancellationToken: ct));
    }

    /// <summary>How many stand below it.</summary>
    public async Task<int> CountListedBelowAsync(Guid packageId, int version, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select count(*)::int from ver.dataset_version where package_id = @packageId and v < @version and gathered_at is null", new { packageId, version }, cancellationToken: ct));
    }

    /// <summary>Published versions below a number, newest first, with the time that each is of: the day that its source states, else when it was published (design 0.1).</summary>
    public async Task<IReadOnlyList<(int Version, DateTimeOffset Time)>> ListTimesAsync(Guid packageId, int before, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select d.v, {BoundQuery.Time} as time from ver.dataset_version d
             where d.package_id = @packageId and d.v < @before and d.state = 'published' order by d.v desc limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. (await connection.QueryAsync<(int V, DateTime Time)>(new CommandDefinition(sql, new { packageId, before, limit }, cancellationToken: ct)))
            .Select(row => (row.V, new DateTimeOffset(row.Time)))];
    }

    /// <summary>The first published version by the time that it is of, for whoever asks for an earlier time; null when there is none.</summary>
    public async Task<int?> FindFirstAsync(Guid packageId, CancellationToken ct)
    {
        const string sql = $"""
            select d.v from ver.dataset_version d where d.package_id = @packageId and d.state = 'published' order by {BoundQuery.Time}, d.v limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(sql, new { packageId }, cancellationToken: ct));
    }

    /// <summary>The number of the version that a request means for a dataset, or null when it has none.</summary>
    /// <exception cref="GoneException">It was folded into the one of its day.</exception>
    public async Task<int?> ResolveAsync(Guid packageId, VersionRequest request, CancellationToken ct)
    {
        var sql = $"""
            select d.v from catalog.package p cross join lateral (select d.v from ver.dataset_version d where {BoundQuery.At(request)} limit 1) d where p.id = @packageId
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var number = await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(sql, new { packageId, version = request.Version, asOf = request.AsOf }, cancellationToken: ct));
        if (number is null && request.Version is { } version)
            await Gathering.RefuseFoldedAsync(connection, packageId, version, ct);
        return number;
    }

    /// <summary>Whether there is such a version.</summary>
    /// <exception cref="GoneException">There was: it was taken away. The message ends with <paramref name="advice"/>.</exception>
    public async Task<bool> IsThereAsync(Guid packageId, int version, CancellationToken ct, string advice = "")
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<(string Name, string? Gone)?>(new CommandDefinition(
            $"select p.name, {GoneVersion.Sql} from ver.dataset_version d join catalog.package p on p.id = d.package_id where d.package_id = @packageId and d.v = @version",
            new { packageId, version }, cancellationToken: ct));
        if (found is null)
            await Gathering.RefuseFoldedAsync(connection, packageId, version, ct, advice);
        return found is { } row && (row.Gone is null ? true : throw GoneVersion.Error(row.Name, row.Gone, advice));
    }
}
