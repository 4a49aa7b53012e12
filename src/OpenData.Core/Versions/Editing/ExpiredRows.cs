using Dapper;
using Npgsql;

namespace OpenData.Core.Versions.Editing;

/// <summary>Deletes the rows that only expired versions have, and the files made of them. What is to be done stands in the versions, so it may be killed anywhere and run twice.</summary>
public sealed class ExpiredRows(Database.Database database, ExportCache exports, TimeProvider clock)
{
    /// <summary>Longer than a request that found its version before it expired takes to ask for the last of its rows.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>Deletes what expired at least <see cref="Grace"/> ago. Returns how many rows.</summary>
    public async Task<long> DeleteAsync(CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var packages = await connection.QueryAsync<Guid>(new CommandDefinition(
            "select distinct package_id from ver.dataset_version where state = 'expired' and rows_deleted_at is null and expired_at <= @before",
            new { before = clock.GetUtcNow() - Grace }, cancellationToken: ct));
        var rows = 0L;
        foreach (var package in packages.ToList())
            rows += await DeleteAsync(connection, package, ct);
        return rows;
    }

    private async Task<long> DeleteAsync(NpgsqlConnection connection, Guid packageId, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The same moment for all: what expired a minute ago waits, because somebody may be reading it.
        const string kept = """
            select 1 from catalog.package where id = @packageId for update;
            create temporary table kept_version (v int primary key) on commit drop;
            insert into kept_version
            select d.v from ver.dataset_version d where d.package_id = @packageId and not (d.state = 'expired' and (d.rows_deleted_at is not null or d.expired_at <= @before));
            analyze kept_version;
            """;
        const string tables = """
            select distinct rv.table_no from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id where r.package_id = @packageId and rv.table_no is not null
            """;
        // The content that a version brought is gone when no kept one still has it.
        const string files = """
            with content as (
                select rv.sha256, rv.v, lead(rv.v, 1, 2147483647) over (partition by rv.resource_id order by rv.v) as next
                  from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id where r.package_id = @packageId),
            judged as (select c.sha256, exists (select 1 from kept_version k where k.v >= c.v and k.v < c.next) as is_kept from content c where c.sha256 is not null)
            select encode(sha256, 'hex') from judged j group by sha256 having not bool_or(is_kept)
            """;
        const string done = """
            update ver.dataset_version set rows_deleted_at = @now where package_id = @packageId and state = 'expired' and rows_deleted_at is null and expired_at <= @before
            """;
        var now = clock.GetUtcNow();
        var parameters = new { packageId, now, before = now - Grace };
        await connection.ExecuteAsync(new CommandDefinition(kept, parameters, cancellationToken: ct));
        var rows = 0L;
        foreach (var table in (await connection.QueryAsync<int>(new CommandDefinition(tables, parameters, cancellationToken: ct))).Select(RowTable.Name).ToList())
        {
            rows += await connection.ExecuteAsync(new CommandDefinition(
                $"delete from {table} t where not exists (select 1 from kept_version k where k.v >= t._vf and k.v < t._vt)", commandTimeout: 0, cancellationToken: ct));
        }

        var unnamed = (await connection.QueryAsync<string>(new CommandDefinition(files, parameters, cancellationToken: ct))).ToList();
        await connection.ExecuteAsync(new CommandDefinition(done, parameters, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        foreach (var sha256 in unnamed)
            exports.Remove(sha256);   // only a cache: another dataset with the same rows makes it again
        return rows;
    }
}
