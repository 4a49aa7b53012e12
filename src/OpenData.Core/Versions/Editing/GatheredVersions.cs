using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Jobs;

namespace OpenData.Core.Versions.Editing;

/// <summary>
/// Folds versions that were gathered into the one of their day (decision 0022), when the time to read them by number is over: their lines go, and the rows that only they had. What is to be done
/// stands in the versions, so it may be killed anywhere and run twice.
/// </summary>
public sealed class GatheredVersions(Database.Database database, ExportCache exports, IOptions<VersionOptions> options, TimeProvider clock)
{
    /// <summary>Folds what is due. Returns how many versions went.</summary>
    public async Task<int> FoldAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromHours(options.Value.KeepGatheredHours);
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var packages = (await connection.QueryAsync<Guid>(new CommandDefinition(
            "select distinct package_id from ver.dataset_version where gathered_at <= @before", new { before }, cancellationToken: ct))).ToList();
        var folded = 0;
        foreach (var package in packages)
            folded += await FoldAsync(connection, package, before, ct);
        return folded;
    }

    private async Task<int> FoldAsync(NpgsqlConnection connection, Guid packageId, DateTimeOffset before, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select 1 from catalog.package where id = @packageId for update", new { packageId }, cancellationToken: ct));
        // What stands between the version before a run of folded ones and the one that they are part of is seen by nobody.
        const string due = """
            select d.v as version,
                   (select min(k.v) from ver.dataset_version k where k.package_id = d.package_id and k.v > d.v and not coalesce(k.gathered_at <= @before, false)) as target,
                   coalesce((select max(k.v) from ver.dataset_version k where k.package_id = d.package_id and k.v < d.v and not coalesce(k.gathered_at <= @before, false)), 0) as behind
              from ver.dataset_version d where d.package_id = @packageId and d.gathered_at <= @before
            """;
        var folds = (await connection.QueryAsync<Fold>(new CommandDefinition(due, new { packageId, before }, cancellationToken: ct))).ToList();
        var runs = folds.Select(fold => (fold.Behind, fold.Target)).Distinct().ToList();
        foreach (var table in (await connection.QueryAsync<int>(new CommandDefinition(
            "select distinct rv.table_no from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id where r.package_id = @packageId and rv.table_no is not null",
            new { packageId }, cancellationToken: ct))).ToList())
        {
            foreach (var (behind, target) in runs)
                await connection.ExecuteAsync(new CommandDefinition(
                    $"delete from {RowTable.Name(table)} where _vf > @behind and _vf < @target and _vt <= @target", new { behind, target }, commandTimeout: 0, cancellationToken: ct));
        }

        FaultPoint.Hit("fold.rows-deleted");
        var unnamed = await MoveContentAsync(connection, packageId, folds, ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from ver.dataset_version where package_id = @packageId and v = any (@versions)", new { packageId, versions = folds.Select(fold => fold.Version).ToArray() }, cancellationToken: ct));
        foreach (var (_, target) in runs)
            await CountAsync(connection, packageId, target, ct);
        await transaction.CommitAsync(ct);
        foreach (var sha256 in unnamed)
            exports.Remove(sha256);   // only a cache
        return folds.Count;
    }

    /// <summary>The last content that a resource got in a run becomes that of the version which stays; what it had before, within the run, is forgotten.</summary>
    /// <returns>Hashes that no version of the dataset has any more.</returns>
    private static async Task<IReadOnlyList<string>> MoveContentAsync(NpgsqlConnection connection, Guid packageId, IReadOnlyList<Fold> folds, CancellationToken ct)
    {
        const string held = """
            select rv.resource_id, rv.v, f.target, (select min(n.v) from ver.resource_version n where n.resource_id = rv.resource_id and n.v > rv.v) <= f.target as is_replaced, rv.sha256, rv.table_no
              from unnest(@versions, @targets) f (v, target)
              join catalog.resource r on r.package_id = @packageId
              join ver.resource_version rv on rv.resource_id = r.id and rv.v = f.v
            """;
        const string forget = $"""
            with held as materialized ({held}),
            gone as (delete from ver.resource_version rv using held h where rv.resource_id = h.resource_id and rv.v = h.v and h.is_replaced returning rv.sha256, rv.table_no)
            select distinct encode(g.sha256, 'hex') as sha256, g.table_no from gone g
            """;
        const string move = $"""
            with held as materialized ({held})
            update ver.resource_version rv set v = h.target from held h where rv.resource_id = h.resource_id and rv.v = h.v
            """;
        var parameters = new { packageId, versions = folds.Select(fold => fold.Version).ToArray(), targets = folds.Select(fold => fold.Target).ToArray() };
        var gone = (await connection.QueryAsync<(string? Sha256, int? TableNo)>(new CommandDefinition(forget, parameters, cancellationToken: ct))).ToList();
        await connection.ExecuteAsync(new CommandDefinition(move, parameters, cancellationToken: ct));
        foreach (var table in gone.Select(content => content.TableNo).OfType<int>().Distinct())
        {
            // A table that was made and deleted within a day is no version's any more.
            if (!await connection.QuerySingleAsync<bool>(new CommandDefinition("select exists (select 1 from ver.resource_version where table_no = @table)", new { table }, cancellationToken: ct)))
                await connection.ExecuteAsync(new CommandDefinition($"delete from {RowTable.Name(table)}", commandTimeout: 0, cancellationToken: ct));
        }

        return [.. await connection.QueryAsync<string>(new CommandDefinition("""
            select s from unnest(@hashes) s
             where not exists (select 1 from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id where r.package_id = @packageId and rv.sha256 = decode(s, 'hex'))
            """, new { packageId, hashes = gone.Select(content => content.Sha256).OfType<string>().Distinct().ToArray() }, cancellationToken: ct))];
    }

    /// <summary>Writes down what the day changed against the version that it began with, if that can still be read.</summary>
    private static async Task CountAsync(NpgsqlConnection connection, Guid packageId, int version, CancellationToken ct)
    {
        const string sql = """
            select d.base_v from ver.dataset_version d
             where d.package_id = @packageId and d.v = @version and (d.base_v = 0
                or exists (select 1 from ver.dataset_version b where b.package_id = d.package_id and b.v = d.base_v and b.rows_deleted_at is null))
            """;
        if (await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(sql, new { packageId, version }, cancellationToken: ct)) is not { } from)
            return;
        foreach (var resource in await ResourceDifference.ListAsync(connection, packageId, from, version, ct))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update ver.resource_version set added = @Added, changed = @Changed, removed = @Removed where resource_id = @ResourceId and v = @version",
                new { resource.Counts.Added, resource.Counts.Changed, resource.Counts.Removed, resource.ResourceId, version }, cancellationToken: ct));
        }
    }

    /// <param name="Version">A version that goes.</param>
    /// <param name="Target">The first one after it that stays.</param>
    /// <param name="Behind">The last one before it that stays; 0 = none.</param>
    private sealed record Fold(int Version, int Target, int Behind);
}
